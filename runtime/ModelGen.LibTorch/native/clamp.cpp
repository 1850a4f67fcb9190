#include "clamp.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "loops.h"
#include "shim.h"

using namespace modelgen;
using loops::BFloat16;

namespace {

// Fewer values are not worth another thread.
constexpr int64_t grain = 1 << 14;

bool fits(const at::Tensor& x) { return x.scalar_type() == at::kBFloat16 && x.device().is_cpu() && x.is_non_overlapping_and_dense(); }

template <typename T>
T* data(const at::Tensor& tensor) {
  return static_cast<T*>(tensor.data_ptr());
}

// For bfloat16 alone. It keeps its output, which the next layer as a rule keeps too.
class ClampFunction : public torch::autograd::Function<ClampFunction> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, double low, double high) {
    auto y = at::empty_like(x);
    loops::Bounds bounds{static_cast<float>(low), static_cast<float>(high)};
    auto *from = data<BFloat16>(x), *to = data<BFloat16>(y);
    at::parallel_for(0, x.numel(), grain, [&](int64_t first, int64_t last) {
      loops::of_processor<BFloat16>().clamp(from + first, to + first, last - first, bounds);
    });
    context->save_for_backward({y});
    context->saved_data["low"] = low;
    context->saved_data["high"] = high;
    return y;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list outputs) {
    auto y = context->get_saved_variables()[0], dy = outputs[0];
    double low = context->saved_data["low"].toDouble(), high = context->saved_data["high"].toDouble();
    if (at::GradMode::is_enabled() || dy.scalar_type() != at::kBFloat16) {
      auto passed = y.detach();
      return {at::where((passed <= low).logical_or(passed >= high), at::zeros({}, dy.options()), dy), at::Tensor(), at::Tensor()};
    }

    if (dy.strides() != y.strides()) dy = at::empty_like(y).copy_(dy);
    auto dx = at::empty_like(y);
    loops::Bounds bounds{static_cast<float>(low), static_cast<float>(high)};
    auto *from = data<BFloat16>(y), *gradient = data<BFloat16>(dy), *to = data<BFloat16>(dx);
    at::parallel_for(0, y.numel(), grain, [&](int64_t first, int64_t last) {
      loops::of_processor<BFloat16>().clamp_gradient(from + first, gradient + first, to + first, last - first, bounds);
    });
    return {dx, at::Tensor(), at::Tensor()};
  }
};

}  // namespace

namespace modelgen {

at::Tensor clamped(const at::Tensor& x, double low, double high) { return fits(x) ? ClampFunction::apply(x, low, high) : at::hardtanh(x, low, high); }

}  // namespace modelgen

MODELGEN_API int modelgen_clamp(void* input, double low, double high, void** result) {
  return guarded([&] { *result = give(clamped(tensor_of(input), low, high)); });
}
