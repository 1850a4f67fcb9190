// Convolutions of 3 × 3 by Winograd's method, on float32 and bfloat16 images in channels-last memory.
#pragma once

#include "convolution.h"

namespace modelgen::winograd {

Choice faster(const at::Tensor& x, const at::Tensor& weight, Convolution convolution);

// x [N, C, H, W], weight [K, C, 3, 3], bias [K] or undefined → [N, K, H + 2·padding − 2, W + 2·padding − 2], of x's type.
at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, int64_t padding);

// The gradient of x, given that of the result.
at::Tensor input_gradient(const at::Tensor& gradient, const at::Tensor& weight, int64_t padding);

// The gradient of the weight, of its type and in channels-last memory.
at::Tensor weight_gradient(const at::Tensor& x, const at::Tensor& gradient, at::ScalarType type, int64_t padding);

}  // namespace modelgen::winograd
