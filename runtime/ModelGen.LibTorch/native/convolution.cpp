// Convolutions whose gradient is recorded go by Winograd's method or by matrix products where that is faster; the others stay libtorch's, so that
// evaluation gives what PyTorch gives, to the last bit. MODELGEN_CONVOLUTIONS=libtorch leaves all of them to libtorch.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include <ATen/ATen.h>
#include <ATen/ops/conv2d_native.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "convolution.h"
#include "taps.h"
#include "winograd.h"

using namespace modelgen;
using torch::autograd::variable_list;

namespace {

using Optional = c10::optional<at::Tensor>;

at::Tensor by_libtorch(const at::Tensor& x, const at::Tensor& weight, const Optional& bias, Convolution convolution) {
  std::array<int64_t, 2> stride{convolution.stride, convolution.stride}, padding{convolution.padding, convolution.padding};
  return at::convolution(x, weight, bias, stride, padding, {1, 1}, false, {0, 0}, 1);
}

// x, weight and bias, as far as they are asked for.
using Wanted = std::array<bool, 3>;

class ConvolutionFunction : public torch::autograd::Function<ConvolutionFunction> {
 public:
  static at::Tensor forward(
      torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, const Optional& biases, const Convolution& convolution) {
    auto bias = biases.value_or(at::Tensor());
    context->save_for_backward({x, weight, bias});
    context->saved_data["stride"] = convolution.stride;
    context->saved_data["padding"] = convolution.padding;
    if (winograd::faster(x, weight, convolution).output) return winograd::convolve(x, weight, bias, convolution.padding);
    if (taps::faster(x, weight, convolution).output) return taps::convolve(x, weight, bias, convolution);
    return by_libtorch(x, weight, biases, convolution);
  }

  static variable_list backward(torch::autograd::AutogradContext* context, variable_list outputs) {
    auto saved = context->get_saved_variables();
    Convolution convolution{context->saved_data["stride"].toInt(), context->saved_data["padding"].toInt()};
    Wanted wanted{context->needs_input_grad(0), context->needs_input_grad(1), saved[2].defined() && context->needs_input_grad(2)};
    auto found = at::GradMode::is_enabled() ? recorded(saved, outputs[0], convolution, wanted) : computed(saved[0], saved[1], outputs[0], convolution, wanted);
    found.emplace_back();
    return found;
  }

 private:
  static variable_list computed(const at::Tensor& x, const at::Tensor& weight, at::Tensor dy, Convolution convolution, Wanted wanted) {
    dy = dy.to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
    auto by_winograd = winograd::faster(x, weight, convolution), by_taps = taps::faster(x, weight, convolution);
    variable_list found(3);
    if (wanted[0] && by_winograd.input) found[0] = winograd::input_gradient(dy, weight, convolution.padding);
    else if (wanted[0] && by_taps.input) found[0] = taps::input_gradient(x.sizes(), weight, dy, convolution);
    if (wanted[1] && by_winograd.weight) found[1] = winograd::weight_gradient(x, dy, weight.scalar_type(), convolution.padding);
    else if (wanted[1] && by_taps.weight) found[1] = taps::weight_gradient(x, weight.sizes(), dy, convolution);
    if (wanted[2]) found[2] = dy.sum(at::IntArrayRef{0, 2, 3});
    leave_to_libtorch(x, weight, dy, convolution, {wanted[0] && !found[0].defined(), wanted[1] && !found[1].defined(), false}, found);
    return found;
  }

  static void leave_to_libtorch(
      const at::Tensor& x, const at::Tensor& weight, const at::Tensor& dy, Convolution convolution, Wanted wanted, variable_list& found) {
    if (!wanted[0] && !wanted[1]) return;
    std::array<int64_t, 2> stride{convolution.stride, convolution.stride}, padding{convolution.padding, convolution.padding};
    auto rest = at::convolution_backward(dy, x, weight, c10::nullopt, stride, padding, {1, 1}, false, {0, 0}, 1, wanted);
    if (wanted[0]) found[0] = std::get<0>(rest);
    if (wanted[1]) found[1] = std::get<1>(rest);
  }

  // By libtorch's operators, so that the gradients can be differentiated again.
  static variable_list recorded(const variable_list& saved, const at::Tensor& dy, Convolution convolution, Wanted wanted) {
    auto y = by_libtorch(saved[0], saved[1], saved[2].defined() ? Optional(saved[2]) : c10::nullopt, convolution);
    variable_list inputs, found(3);
    for (size_t k = 0; k < wanted.size(); k++)
      if (wanted[k]) inputs.push_back(saved[k]);
    auto gradients = torch::autograd::grad({y}, inputs, {dy}, true, true);
    size_t next = 0;
    for (size_t k = 0; k < wanted.size(); k++)
      if (wanted[k]) found[k] = gradients[next++];
    return found;
  }
};

bool is_allowed() {
  static const bool allowed = [] {
    const char* variable = std::getenv("MODELGEN_CONVOLUTIONS");
    return !variable || std::strcmp(variable, "libtorch") != 0;
  }();
  return allowed;
}

bool are_all(at::IntArrayRef values, int64_t value) {
  return std::all_of(values.begin(), values.end(), [&](int64_t each) { return each == value; });
}

bool is_recorded(const at::Tensor& x, const at::Tensor& weight, const Optional& bias) {
  return at::GradMode::is_enabled() && (x.requires_grad() || weight.requires_grad() || (bias && bias->requires_grad()));
}

at::Tensor conv2d(const at::Tensor& x, const at::Tensor& weight, const Optional& bias, at::IntArrayRef stride, at::IntArrayRef padding,
                  at::IntArrayRef dilation, int64_t groups) {
  bool is_known = groups == 1 && !stride.empty() && !padding.empty() && are_all(stride, stride[0]) && are_all(padding, padding[0]) && are_all(dilation, 1);
  if (is_known && stride[0] > 0 && padding[0] >= 0 && is_allowed() && is_recorded(x, weight, bias)) {
    Convolution convolution{stride[0], padding[0]};
    if (winograd::faster(x, weight, convolution).any() || taps::faster(x, weight, convolution).any())
      return ConvolutionFunction::apply(x, weight, bias, convolution);
  }
  return at::native::conv2d(x, weight, bias, stride, padding, dilation, groups);
}

}  // namespace

// In place of libtorch's own composition, which remains for all that is not on the CPU.
TORCH_LIBRARY_IMPL(aten, AutogradCPU, library) { library.impl("conv2d", conv2d); }
