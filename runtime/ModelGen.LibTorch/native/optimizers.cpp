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

// One kind of tensor of all parameters, or none at all.
using Kind = std::vector<at::Tensor>;

Kind kind_of(void* const* handles, int count) { return handles ? tensors_of(handles, count) : Kind(); }

// Whether the tensors of all kinds are float32 in the processor's memory and lie as their parameters do.
bool fit(const Kind& values, std::initializer_list<const Kind*> others) {
  for (size_t k = 0; k < values.size(); k++) {
    if (!is_plain(values[k])) return false;
    for (auto* other : others)
      if (!other->empty() && (!is_plain((*other)[k]) || !lie_alike(values[k], (*other)[k]))) return false;
  }
  return true;
}

float* data(const Kind& kind, const Part& part) { return kind.empty() ? nullptr : kind[part.index].data_ptr<float>() + part.first; }

// Autograd notices a value that changed behind its back.
void bump(std::initializer_list<const Kind*> changed) {
  for (auto* kind : changed)
    for (auto& tensor : *kind) tensor.unsafeGetTensorImpl()->bump_version();
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

// Each step below is for all parameters (loops.h has the formulas). It gives 0 in done, and does nothing, where a tensor is not float32 in the
// processor's memory or lies otherwise than its parameter.

// torch.optim.SGD. Buffers are null where the momentum is 0.
MODELGEN_API int modelgen_sgd_step(void* const* values, void* const* gradients, void* const* buffers, int count, const double* rates, const double* decays,
                                   double momentum, int32_t nesterov, int32_t* done) {
  return guarded([&] {
    c10::NoGradGuard guard;
    auto all = kind_of(values, count), slopes = kind_of(gradients, count), memory = kind_of(buffers, count);
    *done = fit(all, {&slopes, &memory});
    if (!*done) return;
    for_each(parts_of(all), [&](const Part& some, int64_t) {
      int k = some.index;
      loops::optimizer_loops().sgd(data(all, some), data(slopes, some), data(memory, some), some.last - some.first, static_cast<float>(rates[k]),
                                   static_cast<float>(decays[k]), static_cast<float>(momentum), nesterov != 0);
    });
    bump({&all, &memory});
  });
}

// What differs from parameter to parameter; Interop/NativeOptimizer.cs has the same layout.
struct AdamStep {
  double rate, correction, decay, kept;
};

// torch.optim.Adam and AdamW, without the largest squares of AMSGrad.
MODELGEN_API int modelgen_adam_step(void* const* values, void* const* gradients, void* const* means, void* const* squares, int count, const AdamStep* steps,
                                    double beta1, double beta2, double eps, int32_t* done) {
  return guarded([&] {
    c10::NoGradGuard guard;
    auto all = kind_of(values, count), slopes = kind_of(gradients, count), first = kind_of(means, count), second = kind_of(squares, count);
    *done = fit(all, {&slopes, &first, &second});
    if (!*done) return;
    auto single = [](double number) { return static_cast<float>(number); };
    for_each(parts_of(all), [&](const Part& some, int64_t) {
      auto& step = steps[some.index];
      loops::optimizer_loops().adam(data(all, some), data(slopes, some), data(first, some), data(second, some), some.last - some.first,
                                    {single(step.rate), single(step.correction), single(step.decay), single(step.kept), single(beta1), single(1 - beta1),
                                     single(beta2), single(1 - beta2), single(eps)});
    });
    bump({&all, &first, &second});
  });
}

// torch.optim.RMSprop, not centered. Buffers are null where the momentum is 0.
MODELGEN_API int modelgen_rmsprop_step(void* const* values, void* const* gradients, void* const* squares, void* const* buffers, int count,
                                       const double* rates, const double* decays, double alpha, double eps, double momentum, int32_t* done) {
  return guarded([&] {
    c10::NoGradGuard guard;
    auto all = kind_of(values, count), slopes = kind_of(gradients, count), second = kind_of(squares, count), memory = kind_of(buffers, count);
    *done = fit(all, {&slopes, &second, &memory});
    if (!*done) return;
    auto single = [](double number) { return static_cast<float>(number); };
    for_each(parts_of(all), [&](const Part& some, int64_t) {
      int k = some.index;
      loops::optimizer_loops().rmsprop(
          data(all, some), data(slopes, some), data(second, some), data(memory, some), some.last - some.first,
          {single(rates[k]), single(decays[k]), single(alpha), single(1 - alpha), single(eps), single(momentum)});
    });
    bump({&all, &second, &memory});
  });
}
