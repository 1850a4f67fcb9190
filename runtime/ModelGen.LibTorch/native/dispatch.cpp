// libtorch's dispatcher behind two functions: find an operator by name, call it with tagged arguments. Every ATen operator
// is reached this way, autograd and autocast included, since the dispatcher is what Python's bindings call too.
#include "operator.h"

#include <ATen/core/ivalue.h>

#include <algorithm>

using namespace modelgen;

namespace {

// A stack borrowed from the thread, so that a call allocates none. Borrowing by move keeps nested calls apart.
class BorrowedStack {
 public:
  BorrowedStack() : stack_(std::move(spare_)) {}
  ~BorrowedStack() {
    stack_.clear();
    spare_ = std::move(stack_);
  }
  torch::jit::Stack& operator*() { return stack_; }

 private:
  static thread_local torch::jit::Stack spare_;
  torch::jit::Stack stack_;
};
thread_local torch::jit::Stack BorrowedStack::spare_;

template <typename T>
std::vector<T> copy_list(const Argument& argument) {
  auto* first = static_cast<const T*>(argument.pointer);
  return std::vector<T>(first, first + argument.length);
}

void push(torch::jit::Stack& stack, const Argument& argument) {
  switch (argument.tag) {
    case Tag::None: stack.emplace_back(); return;
    case Tag::Tensor: stack.emplace_back(static_cast<const at::Tensor&>(tensor_of(argument.pointer))); return;
    case Tag::Int: stack.emplace_back(argument.integer); return;
    case Tag::Double: stack.emplace_back(argument.real); return;
    case Tag::Bool: stack.emplace_back(argument.integer != 0); return;
    case Tag::IntList: stack.emplace_back(copy_list<int64_t>(argument)); return;
    case Tag::DoubleList: stack.emplace_back(copy_list<double>(argument)); return;
    case Tag::BoolList: {
      c10::List<bool> list;
      for (auto bit : copy_list<uint8_t>(argument)) list.push_back(bit != 0);
      stack.emplace_back(std::move(list));
      return;
    }
    case Tag::TensorList: stack.emplace_back(tensors_of(static_cast<void**>(argument.pointer), argument.length)); return;
    case Tag::OptionalTensorList: {
      c10::List<c10::optional<at::Tensor>> list;
      for (auto& tensor : tensors_of(static_cast<void**>(argument.pointer), argument.length))
        list.push_back(tensor.defined() ? c10::optional<at::Tensor>(tensor) : c10::nullopt);
      stack.emplace_back(std::move(list));
      return;
    }
    case Tag::String: stack.emplace_back(std::string(static_cast<const char*>(argument.pointer), argument.length)); return;
    case Tag::Device:
      stack.emplace_back(c10::Device(static_cast<c10::DeviceType>(argument.integer), static_cast<c10::DeviceIndex>(argument.length)));
      return;
    case Tag::Generator: stack.emplace_back(*static_cast<at::Generator*>(argument.pointer)); return;
    case Tag::Complex: {
      auto* parts = static_cast<const double*>(argument.pointer);
      stack.emplace_back(c10::complex<double>(parts[0], parts[1]));
      return;
    }
  }
  TORCH_CHECK(false, "the shim knows no argument tag ", static_cast<int32_t>(argument.tag));
}

void take(c10::IValue&& value, Argument& result) {
  result.length = 0;
  if (value.isTensor()) {
    result.tag = Tag::Tensor;
    result.pointer = give(std::move(value).toTensor());
  } else if (value.isInt()) {
    result.tag = Tag::Int;
    result.integer = value.toInt();
  } else if (value.isDouble()) {
    result.tag = Tag::Double;
    result.real = value.toDouble();
  } else if (value.isBool()) {
    result.tag = Tag::Bool;
    result.integer = value.toBool();
  } else if (value.isTensorList()) {
    auto tensors = value.toTensorVector();
    auto handles = new void*[tensors.size()];
    for (size_t k = 0; k < tensors.size(); k++) handles[k] = give(std::move(tensors[k]));
    result.tag = Tag::TensorList;
    result.length = static_cast<int32_t>(tensors.size());
    result.pointer = handles;
  } else if (value.isNone()) {
    result.tag = Tag::None;
    result.pointer = nullptr;
  } else {
    TORCH_CHECK(false, "the shim cannot give back a value of type ", value.tagKind());
  }
}

// The argument of a value; none where it has a type that the shim has no form for. Lists are kept in lists.
c10::optional<Argument> argument_of(const c10::IValue& value, std::vector<std::vector<int64_t>>& lists) {
  Argument argument{Tag::None, 0, {0}};
  if (value.isInt()) {
    argument.tag = Tag::Int;
    argument.integer = value.toInt();
  } else if (value.isDouble()) {
    argument.tag = Tag::Double;
    argument.real = value.toDouble();
  } else if (value.isBool()) {
    argument.tag = Tag::Bool;
    argument.integer = value.toBool();
  } else if (value.isIntList()) {
    lists.push_back(value.toIntVector());
    argument.tag = Tag::IntList;
    argument.length = static_cast<int32_t>(lists.back().size());
    argument.pointer = lists.back().data();
  } else if (!value.isNone()) {
    return c10::nullopt;
  }
  return argument;
}

// What the operator's kernel for autograd skips itself when it records nothing: the kernels for autograd, and, where the result is new memory,
// those that keep track of views and changes. An operator without such a kernel is made of others, which may make views.
c10::DispatchKeySet skipped_by(const c10::OperatorHandle& handle) {
  // Detaching in place is the work of the kernel for autograd.
  if (handle.operator_name().name == "aten::detach_") return {};
  auto is_alias = [](const c10::Argument& value) { return value.alias_info() != nullptr; };
  const auto& schema = handle.schema();
  bool makes_all = std::none_of(schema.returns().begin(), schema.returns().end(), is_alias) &&
                   std::none_of(schema.arguments().begin(), schema.arguments().end(), is_alias);
  return makes_all && handle.hasKernelForDispatchKey(c10::DispatchKey::Autograd) ? c10::autograd_dispatch_keyset_with_ADInplaceOrView
                                                                               : c10::autograd_dispatch_keyset;
}

}  // namespace

namespace modelgen {

Operator::Operator(c10::OperatorHandle handle) : handle_(handle), skipped_(skipped_by(handle)) {
  for (const auto& argument : handle.schema().arguments()) {
    defaults_.push_back(argument.default_value());
    default_arguments_.push_back(defaults_.back() ? argument_of(*defaults_.back(), default_lists_) : c10::nullopt);
  }
}

void Operator::call(const Argument* arguments, int count, Argument* results, int wanted) const {
  if (!try_unboxed(arguments, count, results, wanted)) call_boxed(arguments, count, results, wanted);
}

bool Operator::try_unboxed(const Argument* arguments, int count, Argument* results, int wanted) const {
  int all = static_cast<int>(default_arguments_.size());
  if (count == all) return call_unboxed(arguments, results, wanted);
  if (count > all || all > most_arguments) return false;
  Argument completed[most_arguments];
  std::copy(arguments, arguments + count, completed);
  for (int k = count; k < all; k++) {
    if (!default_arguments_[k]) return false;
    completed[k] = *default_arguments_[k];
  }
  return call_unboxed(completed, results, wanted);
}

void Operator::call_boxed(const Argument* arguments, int count, Argument* results, int wanted) const {
  BorrowedStack borrowed;
  auto& stack = *borrowed;
  for (int k = 0; k < count; k++) push(stack, arguments[k]);
  for (size_t k = count; k < defaults_.size(); k++) {
    TORCH_CHECK(defaults_[k].has_value(), handle_.operator_name(), " needs its argument ", handle_.schema().arguments()[k].name());
    stack.push_back(*defaults_[k]);
  }
  handle_.callBoxed(stack);
  TORCH_CHECK(wanted <= static_cast<int>(stack.size()), handle_.operator_name(), " gives ", stack.size(), " results, not ", wanted);
  for (int k = 0; k < wanted; k++) take(std::move(stack[k]), results[k]);
}

}  // namespace modelgen

MODELGEN_API const char* modelgen_last_error() { return last_error.c_str(); }

// The operator's handle, which lives as long as the process; null when libtorch has no operator of that name.
MODELGEN_API void* modelgen_operator_find(const char* name, const char* overload) {
  auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
  return handle ? make_operator(*handle) : nullptr;
}

// Calls op and gives back its first wanted results. Arguments left out at the end take the schema's defaults.
MODELGEN_API int modelgen_operator_call(void* op, const Argument* arguments, int count, Argument* results, int wanted) {
  return guarded([&] { static_cast<const Operator*>(op)->call(arguments, count, results, wanted); });
}

MODELGEN_API void modelgen_list_free(void* list) { delete[] static_cast<void**>(list); }
