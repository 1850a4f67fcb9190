// One update of all parameters in one call: what an optimizer's operators would do, in a single pass over each tensor.
#include "shim.h"

#include <cmath>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include "loops.h"

using namespace modelgen;

namespace {

// Parts of a tensor that a thread takes at a time, in elements.
constexpr int64_t part = 1 << 14;

bool is_plain(const at::Tensor& tensor) {
  return tensor.scalar_type() == at::kFloat && tensor.device().is_cpu() && tensor.layout() == at::kStrided && tensor.is_non_overlapping_and_dense();
}

// Whether equal places in memory are equal indices. Strides of dimensions with one element say nothing.
bool lie_alike(const at::Tensor& a, const at::Tensor& b) {
  if (a.sizes() != b.sizes()) return false;
  for (int64_t d = 0; d < a.dim(); d++)
    if (a.size(d) > 1 && a.stride(d) != b.stride(d)) return false;
  return true;
}

// A part of one tensor.
struct Part {
  int index;
  int64_t first;
  int64_t last;
};

std::vector<Part> parts_of(const std::vector<at::Tensor>& tensors) {
  std::vector<Part> parts;
  for (size_t k = 0; k < tensors.size(); k++)
    for (int64_t first = 0; first < tensors[k].numel(); first += part) parts.push_back({static_cast<int>(k), first, std::min(first + part, tensors[k].numel())});
  return parts;
}

template <typename Body>
void for_each(const std::vector<Part>& parts, const Body& body) {
  at::parallel_for(0, static_cast<int64_t>(parts.size()), 1, [&](int64_t first, int64_t last) {
    for (int64_t k = first; k < last; k++) body(parts[k], k);
  });
}

}  // namespace

// Euclidean norm of the gradients as one vector; in float64 from part to part, so that it does not depend on the number of threads. −1 where a
// gradient is not float32 in the processor's memory.
MODELGEN_API int modelgen_gradient_norm(void* const* gradients, int count, double* norm) {
  return guarded([&] {
    auto all = tensors_of(gradients, count);
    *norm = -1;
    for (auto& gradient : all)
      if (!is_plain(gradient)) return;
    auto parts = parts_of(all);
    std::vector<double> squares(parts.size());
    for_each(parts, [&](const Part& some, int64_t k) {
      squares[k] = loops::optimizer_loops().square_sum(all[some.index].data_ptr<float>() + some.first, some.last - some.first);
    });
    double sum = 0;
    for (double square : squares) sum += square;
    *norm = std::sqrt(sum);
  });
}

// torch.optim.SGD for all parameters (loops.h has the formula). Buffers are null where the momentum is 0. Gives 0 in done, and does nothing,
// where a tensor is not float32 in the processor's memory or lies otherwise than its parameter.
MODELGEN_API int modelgen_sgd_step(void* const* values, void* const* gradients, void* const* buffers, int count, const double* rates, const double* decays,
                                   double momentum, int32_t nesterov, int32_t* done) {
  return guarded([&] {
    c10::NoGradGuard guard;
    auto all = tensors_of(values, count), slopes = tensors_of(gradients, count);
    auto memory = buffers ? tensors_of(buffers, count) : std::vector<at::Tensor>();
    *done = 0;
    for (int k = 0; k < count; k++)
      if (!is_plain(all[k]) || !is_plain(slopes[k]) || !lie_alike(all[k], slopes[k]) || (buffers && (!is_plain(memory[k]) || !lie_alike(all[k], memory[k]))))
        return;
    for_each(parts_of(all), [&](const Part& some, int64_t) {
      int k = some.index;
      loops::optimizer_loops().sgd(
          all[k].data_ptr<float>() + some.first, slopes[k].data_ptr<float>() + some.first, buffers ? memory[k].data_ptr<float>() + some.first : nullptr,
          some.last - some.first, static_cast<float>(rates[k]), static_cast<float>(decays[k]), static_cast<float>(momentum), nesterov != 0);
    });
    // Autograd notices a value that changed behind its back.
    for (auto& value : all) value.unsafeGetTensorImpl()->bump_version();
    for (auto& buffer : memory) buffer.unsafeGetTensorImpl()->bump_version();
    *done = 1;
  });
}
