// The signatures that are called without boxing: those of the operators that are called most, and so of most others with them.
#include "by_number.h"

namespace modelgen {

namespace {

// Null where the dispatcher knows the operator by another signature: two C++ types can be the same to a schema.
template <typename Call, typename... Handles>
Operator* make(const Handles&... handles) {
  try {
    return new Call(handles...);
  } catch (const c10::Error&) {
    return nullptr;
  }
}

template <typename... Signatures>
Operator* make_first(const c10::OperatorHandle& handle) {
  auto texts = texts_of(handle.schema());
  Operator* made = nullptr;
  static_cast<void>(((Unboxed<Signatures>::texts() == texts && (made = make<Unboxed<Signatures>>(handle))) || ...));
  return made;
}

using Tensor = at::Tensor;
using In = const at::Tensor&;
using Maybe = const c10::optional<at::Tensor>&;
using Value = const at::Scalar&;
using MaybeValue = const c10::optional<at::Scalar>&;
using Ints = at::IntArrayRef;
using Sizes = c10::SymIntArrayRef;
using Type = c10::optional<at::ScalarType>;

// Arithmetic with a number; null for other operators.
Operator* make_by_number(const c10::OperatorHandle& handle) {
  const auto& [name, overload] = handle.operator_name();
  if (overload != "Scalar") return nullptr;
  auto on_tensor = c10::Dispatcher::singleton().findSchema({name, "Tensor"});
  if (!on_tensor) return nullptr;
  if (name == "aten::mul" || name == "aten::div") return make<ByNumber<Tensor(In, Value)>>(handle, *on_tensor);
  if (name == "aten::add" || name == "aten::sub") return make<ByNumber<Tensor(In, Value, Value)>>(handle, *on_tensor);
  if (name == "aten::mul_" || name == "aten::div_") return make<ByNumber<Tensor&(Tensor&, Value)>>(handle, *on_tensor);
  if (name == "aten::add_" || name == "aten::sub_") return make<ByNumber<Tensor&(Tensor&, Value, Value)>>(handle, *on_tensor);
  return nullptr;
}

}  // namespace

Operator* make_operator(const c10::OperatorHandle& handle) {
  if (auto* made = make_by_number(handle)) return made;
  auto* made = make_first<
      // Element by element.
      Tensor(In), Tensor(In, In), Tensor(In, Value), Tensor(In, In, Value), Tensor(In, Value, Value), Tensor(In, In, In),
      Tensor(In, In, In, Value), Tensor(In, MaybeValue, MaybeValue), Tensor(In, double, bool),
      Tensor&(Tensor&), Tensor&(Tensor&, In), Tensor&(Tensor&, Value), Tensor&(Tensor&, In, Value), Tensor&(Tensor&, Value, Value),
      Tensor&(Tensor&, In, In, Value), Tensor&(Tensor&, In, bool),
      // Views, and rearrangements.
      Tensor(In, int64_t), Tensor(In, int64_t, int64_t), Tensor(In, int64_t, int64_t, int64_t), Tensor(In, Ints), Tensor(In, Sizes),
      Tensor(In, Sizes, bool), Tensor(In, int64_t, c10::optional<c10::SymInt>, c10::optional<c10::SymInt>, c10::SymInt),
      Tensor(const at::ITensorListRef&, int64_t), Tensor(at::TensorList, int64_t), Tensor(In, int64_t, In),
      // Conversions and creation.
      Tensor(In, at::MemoryFormat), Tensor(In, c10::optional<at::MemoryFormat>),
      Tensor(In, at::ScalarType, bool, bool, c10::optional<at::MemoryFormat>),
      Tensor(Sizes, Type, c10::optional<at::Layout>, c10::optional<at::Device>, c10::optional<bool>),
      // Reductions.
      Tensor(In, Type), Tensor(In, at::OptionalIntArrayRef, bool, Type), Tensor(In, int64_t, Type), Tensor(In, int64_t, bool),
      // Layers.
      Tensor(In, In, Maybe), Tensor(In, In, Maybe, Ints, Ints, Ints, int64_t), Tensor(In, In, Maybe, int64_t, int64_t, double),
      Tensor(In, Ints, Ints, Ints, Ints, bool), Tensor(In, Ints, Ints, Ints, bool, bool, c10::optional<int64_t>)>(handle);
  return made ? made : new Operator(handle);
}

}  // namespace modelgen
