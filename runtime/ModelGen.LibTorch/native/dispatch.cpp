// libtorch's dispatcher behind two functions: find an operator by name, call it with tagged arguments. Every ATen operator
// is reached this way, autograd and autocast included, since the dispatcher is what Python's bindings call too.
#include "shim.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

using namespace modelgen;

namespace {

// An operator, and the values its schema gives to arguments that the caller leaves out at the end.
struct Operator {
  c10::OperatorHandle handle;
  std::vector<c10::optional<c10::IValue>> defaults;
};

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
    case Tag::Tensor: stack.emplace_back(tensor_of(argument.pointer)); return;
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

void push_defaults(torch::jit::Stack& stack, const Operator& op, size_t from) {
  for (size_t k = from; k < op.defaults.size(); k++) {
    TORCH_CHECK(op.defaults[k].has_value(), op.handle.operator_name(), " needs its argument ", op.handle.schema().arguments()[k].name());
    stack.push_back(*op.defaults[k]);
  }
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
    auto handles = new at::Tensor*[tensors.size()];
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

}  // namespace

MODELGEN_API const char* modelgen_last_error() { return last_error.c_str(); }

// The operator's handle, which lives as long as the process; null when libtorch has no operator of that name.
MODELGEN_API void* modelgen_operator_find(const char* name, const char* overload) {
  auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
  if (!handle) return nullptr;
  auto* op = new Operator{*handle, {}};
  for (const auto& argument : handle->schema().arguments()) op->defaults.push_back(argument.default_value());
  return op;
}

// Calls op and gives back its first wanted results. Arguments left out at the end take the schema's defaults.
MODELGEN_API int modelgen_operator_call(void* op_handle, const Argument* arguments, int count, Argument* results, int wanted) {
  return guarded([&] {
    const auto& op = *static_cast<const Operator*>(op_handle);
    BorrowedStack borrowed;
    auto& stack = *borrowed;
    for (int k = 0; k < count; k++) push(stack, arguments[k]);
    push_defaults(stack, op, count);
    op.handle.callBoxed(stack);
    TORCH_CHECK(wanted <= static_cast<int>(stack.size()), op.handle.operator_name(), " gives ", stack.size(), " results, not ", wanted);
    for (int k = 0; k < wanted; k++) take(std::move(stack[k]), results[k]);
  });
}

MODELGEN_API void modelgen_list_free(void* list) { delete[] static_cast<at::Tensor**>(list); }
