// Calls of operators by their C++ signatures.
#pragma once

#include <optional>
#include <tuple>

#include <c10/core/impl/LocalDispatchKeySet.h>

#include "operator.h"
#include "parameters.h"

namespace modelgen {

// Whether autograd records what is done to an argument.
inline bool is_recorded(const at::Tensor& tensor) { return tensor.requires_grad(); }
template <typename Other>
bool is_recorded(const Other&) { return false; }
inline bool is_recorded(const c10::optional<at::Tensor>& tensor) { return tensor.has_value() && tensor->requires_grad(); }
inline bool is_recorded(at::TensorList tensors) {
  return std::any_of(tensors.begin(), tensors.end(), [](const at::Tensor& tensor) { return tensor.requires_grad(); });
}

// A parameter or a result as its schema writes it.
inline std::string text_of(const c10::Argument& argument) {
  return argument.real_type()->str() + (argument.alias_info() && argument.alias_info()->isWrite() ? "!" : "");
}

inline std::vector<std::string> texts_of(const c10::FunctionSchema& schema) {
  std::vector<std::string> texts;
  for (const auto& argument : schema.arguments()) texts.push_back(text_of(argument));
  for (const auto& result : schema.returns()) texts.push_back(text_of(result));
  return texts;
}

template <typename Signature>
class Unboxed;

// The call of an operator by its C++ signature.
template <typename Result, typename... Ps>
class Unboxed<Result(Ps...)> : public Operator {
 public:
  // The signature as a schema writes it.
  static const std::vector<std::string>& texts() {
    static const std::vector<std::string> texts = {text_of<Ps>()..., text_of<Result>()};
    return texts;
  }

  explicit Unboxed(const c10::OperatorHandle& handle) : Operator(handle), typed_(handle.typed<Result(Ps...)>()) {}

 protected:
  bool call_unboxed(const Argument* arguments, Argument* results, int wanted) const override {
    return call(arguments, results, wanted, std::index_sequence_for<Ps...>());
  }

 private:
  template <size_t... k>
  bool call(const Argument* arguments, Argument* results, int wanted, std::index_sequence<k...>) const {
    if (wanted > 1 || !(Parameter<std::decay_t<Ps>>::fits(arguments[k]) && ...)) return false;
    auto values = std::tuple<decltype(Parameter<std::decay_t<Ps>>::from(arguments[k]))...>(Parameter<std::decay_t<Ps>>::from(arguments[k])...);
    // Where nothing is recorded, the kernel for autograd would only find that out and call the next one, and so would those of the operators
    // that this one calls in its turn.
    std::optional<c10::impl::ExcludeDispatchKeyGuard> below;
    if (!skipped_.empty() && !(is_recorded(std::get<k>(values)) || ...)) below.emplace(skipped_);
    Result result = typed_.call(std::get<k>(values)...);
    if (wanted == 0) return true;
    results->tag = Tag::Tensor;
    results->length = 0;
    results->pointer = give(std::forward<Result>(result));
    return true;
  }

  const c10::TypedOperatorHandle<Result(Ps...)> typed_;
};

}  // namespace modelgen
