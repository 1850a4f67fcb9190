// A clamp with a gradient for every type: relu6 and hardtanh have none for bfloat16 in libtorch 1.13.
#pragma once

#include <ATen/core/Tensor.h>

namespace modelgen {

// min(max(x, low), high); the gradient is that of hardtanh: none at the bounds.
at::Tensor clamped(const at::Tensor& x, double low, double high);

}  // namespace modelgen
