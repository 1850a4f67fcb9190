// What the methods of convolution.cpp share: a convolution of images with square kernels, one stride and one padding for both dimensions, without
// dilation or groups.
#pragma once

#include <ATen/core/Tensor.h>

namespace modelgen {

struct Convolution {
  int64_t stride;
  int64_t padding;

  int64_t out_side(int64_t side, int64_t kernel) const { return (side + 2 * padding - kernel) / stride + 1; }
};

// Where a method is the faster one: for the convolution, the gradient of its input, and the gradient of the weight. It depends on sizes and types
// alone, so that a run chooses the same each time.
struct Choice {
  bool output;
  bool input;
  bool weight;

  bool any() const { return output || input || weight; }
};

}  // namespace modelgen
