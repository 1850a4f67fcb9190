// Convolutions of 3 × 3 by Winograd's method: on float32 and bfloat16 images in channels-last memory, for training; and prepared ones of float32
// images, for programs.
#pragma once

#include "convolution.h"
#include "loops.h"

namespace modelgen::winograd {

Choice faster(const at::Tensor& x, const at::Tensor& weight, Convolution convolution);

// x [N, C, H, W], weight [K, C, 3, 3], bias [K] or undefined → [N, K, H + 2·padding − 2, W + 2·padding − 2], of x's type.
at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, int64_t padding);

// The gradient of x, given that of the result.
at::Tensor input_gradient(const at::Tensor& gradient, const at::Tensor& weight, int64_t padding);

// The gradient of the weight, of its type and in channels-last memory.
at::Tensor weight_gradient(const at::Tensor& x, const at::Tensor& gradient, at::ScalarType type, int64_t padding);

// A convolution of stride 1 over images of one size. Paddings: before the first row and column, below the last row, right of the last column.
struct Sizes {
  int64_t images, height, width, in, out;
  int64_t before, below, right;

  int64_t out_height() const { return height + before + below - 2; }
  int64_t out_width() const { return width + before + right - 2; }
  int64_t rows() const { return (out_height() + 3) / 4; }
  int64_t columns() const { return (out_width() + 3) / 4; }
  int64_t squares() const { return images * rows() * columns(); }
  int64_t matrix() const { return in * out; }
  // Whether channels come in whole vectors, and the processor has the loops.
  bool fit() const;
};

// How squares are divided into groups, and the work on them among threads.
class Schedule {
 public:
  Schedule(const Sizes& sizes, int64_t threads);

  // Threads that take groups through all stages; one where all threads share each stage.
  int64_t workers() const;
  // Values of memory that a run needs.
  int64_t memory() const { return workers() * loops::products * (in_stride() + out_stride()); }
  int64_t in_stride() const { return group * in + cache_line; }
  int64_t out_stride() const { return group * out + cache_line; }
  int64_t groups() const { return (squares + group - 1) / group; }
  int64_t count(int64_t index) const { return index + 1 < groups() ? group : squares - index * group; }

  int64_t squares, in, out, threads, group;
  bool shares_stages;

 private:
  static constexpr int64_t cache_line = 64 / sizeof(float);
};

// How images lie: pixels of all channels, or of 16 channels in planes of their own.
enum class Order { Pixels, Blocks };

class Prepared {
 public:
  Prepared(const Sizes& sizes, Order order, int threads);

  int64_t memory() const { return schedule_.memory(); }
  int64_t channels() const { return sizes_.out; }
  int64_t weights() const { return loops::products * sizes_.matrix(); }
  // Kernels [K, C, 3, 3] in plain order, transformed.
  void pack(const float* kernels, float* to) const;
  void run(const float* x, const float* weights, loops::Finish<float> finish, float* y, float* memory) const;

 private:
  Sizes sizes_;
  Order order_;
  Schedule schedule_;
};

}  // namespace modelgen::winograd
