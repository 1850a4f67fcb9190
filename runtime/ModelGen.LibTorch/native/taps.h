// Convolutions over images of a few pixels, where oneDNN's own reach a fifth to a half of the machine's speed: for each tap of the kernel, the pixels that it
// meets are one matrix product with its weights. float32 and bfloat16 (multiplied in float32), channels-last memory.
#pragma once

#include "convolution.h"

namespace modelgen::taps {

Choice faster(const at::Tensor& x, const at::Tensor& weight, Convolution convolution);

// x [N, C, H, W], weight [K, C, side, side], bias [K] or undefined → [N, K, H', W'].
at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, Convolution convolution);

// The gradient of x, of these sizes, given that of the result.
at::Tensor input_gradient(at::IntArrayRef sizes, const at::Tensor& weight, const at::Tensor& gradient, Convolution convolution);

// The gradient of the weight, of these sizes, in channels-last memory.
at::Tensor weight_gradient(const at::Tensor& x, at::IntArrayRef sizes, const at::Tensor& gradient, Convolution convolution);

}  // namespace modelgen::taps
