// Reverse-mode differentiation, and the thread's gradient and inference modes.
#include "shim.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>

using namespace modelgen;

namespace {

// Three-valued: unset (keep the graph as create_graph says), false, true.
c10::optional<bool> optional_bool(int32_t value) { return value < 0 ? c10::nullopt : c10::optional<bool>(value != 0); }

}  // namespace

// Accumulates the gradients of tensors into the leaves, or into inputs alone when there are any. Null in gradients: a
// gradient of one for a scalar tensor.
MODELGEN_API int modelgen_backward(void* const* tensors, int count, void* const* gradients, int gradient_count, int32_t retain_graph,
                                   int32_t create_graph, void* const* inputs, int input_count) {
  return guarded([&] {
    torch::autograd::backward(tensors_of(tensors, count), tensors_of(gradients, gradient_count), optional_bool(retain_graph),
                              create_graph != 0, tensors_of(inputs, input_count));
  });
}

// Writes one handle per input: the gradient of the outputs' sum, null where the input was not used.
MODELGEN_API int modelgen_grad(void* const* outputs, int output_count, void* const* inputs, int input_count, void* const* gradients,
                               int gradient_count, int32_t retain_graph, int32_t create_graph, int32_t allow_unused, void** results) {
  return guarded([&] {
    auto grads = torch::autograd::grad(tensors_of(outputs, output_count), tensors_of(inputs, input_count),
                                       tensors_of(gradients, gradient_count), optional_bool(retain_graph), create_graph != 0,
                                       allow_unused != 0);
    for (size_t k = 0; k < grads.size(); k++) results[k] = give(std::move(grads[k]));
  });
}

MODELGEN_API int32_t modelgen_tensor_requires_grad(void* tensor) { return tensor_of(tensor).requires_grad(); }

MODELGEN_API int modelgen_tensor_set_requires_grad(void* tensor, int32_t value) {
  return guarded([&] { tensor_of(tensor).set_requires_grad(value != 0); });
}

MODELGEN_API int modelgen_tensor_retain_grad(void* tensor) {
  return guarded([&] { tensor_of(tensor).retain_grad(); });
}

// The gradient; a null handle while there is none.
MODELGEN_API int modelgen_tensor_grad(void* tensor, void** gradient) {
  return guarded([&] { *gradient = give(tensor_of(tensor).grad()); });
}

MODELGEN_API int modelgen_tensor_set_grad(void* tensor, void* gradient) {
  return guarded([&] { tensor_of(tensor).mutable_grad() = optional_tensor(gradient); });
}

MODELGEN_API int32_t modelgen_grad_mode() { return c10::GradMode::is_enabled(); }
MODELGEN_API void modelgen_set_grad_mode(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

// An inference mode lasts from its making to its end, on one thread.
MODELGEN_API int32_t modelgen_inference_mode() { return c10::InferenceMode::is_enabled(); }
MODELGEN_API void* modelgen_inference_mode_begin(int32_t enabled) { return new c10::InferenceMode(enabled != 0); }
MODELGEN_API void modelgen_inference_mode_end(void* mode) { delete static_cast<c10::InferenceMode*>(mode); }

MODELGEN_API int32_t modelgen_anomaly_enabled() { return torch::autograd::AnomalyMode::is_enabled(); }
MODELGEN_API int32_t modelgen_anomaly_checks_nan() { return torch::autograd::AnomalyMode::should_check_nan(); }
MODELGEN_API void modelgen_set_anomaly(int32_t enabled, int32_t check_nan) {
  torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0);
}
