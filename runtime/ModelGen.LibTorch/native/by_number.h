// Operators on a tensor and a number. libtorch makes a tensor of the number, in double precision, and converts that with a call of its own,
// which takes longer than the operator; here it is made in the type of the first tensor, where that gives the same.
#pragma once

#include <ATen/EmptyTensor.h>

#include "unboxed.h"

namespace modelgen {

template <typename Signature>
class ByNumber;

template <typename Result, typename Self, typename... Rest>
class ByNumber<Result(Self, const at::Scalar&, Rest...)> final : public Unboxed<Result(Self, const at::Scalar&, Rest...)> {
  using OnNumber = Unboxed<Result(Self, const at::Scalar&, Rest...)>;

 public:
  // The same operator on a number and on a tensor.
  ByNumber(const c10::OperatorHandle& on_number, const c10::OperatorHandle& on_tensor) : OnNumber(on_number), on_tensor_(on_tensor) {}

 protected:
  bool call_unboxed(const Argument* arguments, Argument* results, int wanted) const override {
    if (!is_plain(arguments[0]) || (arguments[1].tag != Tag::Int && arguments[1].tag != Tag::Double))
      return OnNumber::call_unboxed(arguments, results, wanted);
    auto number = number_of(arguments[1], tensor_of(arguments[0].pointer).scalar_type());
    Argument changed[2 + sizeof...(Rest)];
    std::copy(arguments, arguments + 2 + sizeof...(Rest), changed);
    changed[1].tag = Tag::Tensor;
    changed[1].pointer = number.unsafeGetTensorImpl();
    return on_tensor_.call_unboxed(changed, results, wanted);
  }

 private:
  struct OnTensor final : Unboxed<Result(Self, const at::Tensor&, Rest...)> {
    using Unboxed<Result(Self, const at::Tensor&, Rest...)>::Unboxed;
    using Unboxed<Result(Self, const at::Tensor&, Rest...)>::call_unboxed;
  };

  // A record would keep the tensor of the number, and libtorch's keeps the number.
  static bool is_plain(const Argument& self) {
    if (self.tag != Tag::Tensor) return false;
    const auto& tensor = tensor_of(self.pointer);
    bool is_real = tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kDouble;
    return is_real && tensor.is_cpu() && tensor.layout() == at::kStrided && !tensor.requires_grad();
  }

  static at::TensorBase number_of(const Argument& argument, at::ScalarType type) {
    auto number = at::detail::empty_cpu({}, type);
    double value = argument.tag == Tag::Int ? static_cast<double>(argument.integer) : argument.real;
    if (type == at::kDouble) *number.template data_ptr<double>() = value;
    else if (argument.tag == Tag::Int) *number.template data_ptr<float>() = static_cast<float>(argument.integer);
    else *number.template data_ptr<float>() = static_cast<float>(value);
    number.unsafeGetTensorImpl()->set_wrapped_number(true);
    return number;
  }

  const OnTensor on_tensor_;
};

}  // namespace modelgen
