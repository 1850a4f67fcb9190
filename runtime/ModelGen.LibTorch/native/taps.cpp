#include "taps.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "onednn.h"

namespace modelgen::taps {

namespace {

constexpr auto channels_last = at::MemoryFormat::ChannelsLast;

// Larger results are oneDNN's own strength, and so are matrices that stay in a core's cache.
constexpr int64_t most_outputs = 4;
constexpr int64_t least_matrix = 128 * 128, least_matrix_of_taps = 256 * 256;
constexpr int64_t least_images = 8;
// For fewer rows than this the product is faster the other way round: the weights in the place of the tall matrix.
constexpr int64_t tall = 256;

// The outputs that a tap has a pixel for, in one dimension: output k reads pixel k · stride + shift.
struct Reach {
  int64_t first;  // output
  int64_t count;
  int64_t pixel;  // of the first output

  Reach(int64_t side, int64_t out_side, int64_t tap, Convolution convolution) {
    int64_t shift = tap - convolution.padding, stride = convolution.stride;
    first = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
    int64_t end = side - shift <= 0 ? 0 : std::min(out_side, (side - shift - 1) / stride + 1);
    count = std::max<int64_t>(0, end - first);
    pixel = first * stride + shift;
  }
};

// One tap: the pixels it reads and the outputs it adds to, each [N, rows, columns, channels].
struct Tap {
  int64_t index;
  at::Tensor pixels;
  at::Tensor outputs;
};

at::Tensor by_pixels(const at::Tensor& images) { return images.permute({0, 2, 3, 1}); }

at::Tensor cut(const at::Tensor& pixels, const Reach& rows, const Reach& columns, bool reads, int64_t stride) {
  int64_t step = reads ? stride : 1, y = reads ? rows.pixel : rows.first, x = reads ? columns.pixel : columns.first;
  return pixels.slice(1, y, y + (rows.count - 1) * step + 1, step).slice(2, x, x + (columns.count - 1) * step + 1, step);
}

template <typename Body>
void for_taps(const at::Tensor& x, const at::Tensor& y, int64_t side, Convolution convolution, const Body& body) {
  auto pixels = by_pixels(x), outputs = by_pixels(y);
  for (int64_t i = 0; i < side; i++)
    for (int64_t j = 0; j < side; j++) {
      Reach rows(x.size(2), y.size(2), i, convolution), columns(x.size(3), y.size(3), j, convolution);
      if (rows.count == 0 || columns.count == 0) continue;
      body(Tap{i * side + j, cut(pixels, rows, columns, true, convolution.stride), cut(outputs, rows, columns, false, convolution.stride)});
    }
}

at::Tensor rows_of(const at::Tensor& pixels) { return pixels.reshape({-1, pixels.size(3)}).to(at::kFloat).contiguous(); }

// Adds rows to the pixels they belong to.
void add_rows(const at::Tensor& pixels, const at::Tensor& rows) { pixels.add_(rows.reshape(pixels.sizes())); }

void gemm(char of_a, char of_b, int64_t m, int64_t n, int64_t k, const float* a, int64_t row_of_a, const float* b, int64_t row_of_b, float* c, int64_t row_of_c) {
  onednn::check(onednn::Library::find()->sgemm(of_a, of_b, m, n, k, 1, a, row_of_a, b, row_of_b, 0, c, row_of_c), "multiply matrices");
}

// rows [n, C] · weightsᵀ, the weights [K, C] being so far apart.
at::Tensor forward(const at::Tensor& rows, const float* weights, int64_t distance, int64_t out) {
  int64_t count = rows.size(0), in = rows.size(1);
  bool is_tall = count >= tall;
  auto result = at::empty(is_tall ? at::IntArrayRef{count, out} : at::IntArrayRef{out, count}, rows.options());
  auto *from = rows.data_ptr<float>();
  auto *to = result.data_ptr<float>();
  if (is_tall) gemm('N', 'T', count, out, in, from, in, weights, distance, to, out);
  else gemm('N', 'T', out, count, in, weights, distance, from, in, to, count);
  return is_tall ? result : result.t();
}

// Each output from one pixel.
bool is_one_product(int64_t side, Convolution convolution) { return side == 1 && convolution.padding == 0; }

at::Tensor kernels_of(const at::Tensor& weight) { return weight.to(at::kFloat).contiguous(channels_last); }

}  // namespace

Choice faster(const at::Tensor& x, const at::Tensor& weight, Convolution convolution) {
  if (!x.device().is_cpu() || !weight.device().is_cpu() || x.scalar_type() != weight.scalar_type() || x.dim() != 4 || weight.dim() != 4) return {};
  if (x.scalar_type() != at::kFloat && x.scalar_type() != at::kBFloat16) return {};
  int64_t side = weight.size(2), matrix = weight.size(0) * weight.size(1);
  if (weight.size(3) != side || x.size(1) != weight.size(1) || x.numel() == 0 || x.size(0) < least_images) return {};
  if (matrix < (side == 1 ? least_matrix : least_matrix_of_taps)) return {};
  int64_t height = convolution.out_side(x.size(2), side), width = convolution.out_side(x.size(3), side);
  if (height < 1 || width < 1 || height * width > most_outputs || !x.is_contiguous(channels_last) || !onednn::Library::find()) return {};
  bool is_one_output = height * width == 1;
  // oneDNN multiplies bfloat16 twice as fast as the float32 that it is turned into here; its gradient of the weight is slow all the same.
  if (x.scalar_type() == at::kBFloat16) return {is_one_output || (side > 1 && matrix > least_matrix_of_taps), is_one_output, true};
  return {true, is_one_output || side > 1 || convolution.stride > 1, true};
}

at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, Convolution convolution) {
  auto kernels = kernels_of(weight);
  int64_t out = weight.size(0), in = weight.size(1), side = weight.size(2), distance = side * side * in;
  if (is_one_product(side, convolution) && !bias.defined()) {
    auto pixels = by_pixels(x).slice(1, 0, x.size(2), convolution.stride).slice(2, 0, x.size(3), convolution.stride);
    auto rows = forward(rows_of(pixels), kernels.data_ptr<float>(), in, out).contiguous();
    return rows.to(x.scalar_type()).view({pixels.size(0), pixels.size(1), pixels.size(2), out}).permute({0, 3, 1, 2});
  }
  auto y = at::zeros({x.size(0), out, convolution.out_side(x.size(2), side), convolution.out_side(x.size(3), side)}, at::kFloat).contiguous(channels_last);
  if (bias.defined()) y.add_(bias.reshape({1, -1, 1, 1}));
  for_taps(x, y, side, convolution, [&](const Tap& tap) {
    add_rows(tap.outputs, forward(rows_of(tap.pixels), kernels.data_ptr<float>() + tap.index * in, distance, out));
  });
  return y.to(x.scalar_type());
}

at::Tensor input_gradient(at::IntArrayRef sizes, const at::Tensor& weight, const at::Tensor& gradient, Convolution convolution) {
  auto kernels = kernels_of(weight);
  int64_t out = weight.size(0), in = weight.size(1), side = weight.size(2);
  auto dx = at::zeros(sizes, at::kFloat).contiguous(channels_last);
  for_taps(dx, gradient, side, convolution, [&](const Tap& tap) {
    auto from = rows_of(tap.outputs);
    auto rows = at::empty({from.size(0), in}, from.options());
    gemm('N', 'N', rows.size(0), in, out, from.data_ptr<float>(), out, kernels.data_ptr<float>() + tap.index * in, side * side * in, rows.data_ptr<float>(), in);
    add_rows(tap.pixels, rows);
  });
  return dx.to(gradient.scalar_type());
}

at::Tensor weight_gradient(const at::Tensor& x, at::IntArrayRef sizes, const at::Tensor& gradient, Convolution convolution) {
  int64_t out = sizes[0], in = sizes[1], side = sizes[2], met = 0;
  auto kernels = at::empty(sizes, at::kFloat, c10::nullopt, c10::nullopt, c10::nullopt, channels_last);
  std::vector<bool> is_met(side * side);
  for_taps(x, gradient, side, convolution, [&](const Tap& tap) {
    auto from = rows_of(tap.pixels), of = rows_of(tap.outputs);
    gemm('T', 'N', out, in, from.size(0), of.data_ptr<float>(), out, from.data_ptr<float>(), in, kernels.data_ptr<float>() + tap.index * in, side * side * in);
    is_met[tap.index] = true;
    met++;
  });
  // Taps that lie in the padding alone.
  for (int64_t tap = 0; met < side * side && tap < side * side; tap++)
    if (!is_met[tap]) kernels.select(2, tap / side).select(2, tap % side).zero_();
  return kernels.to(x.scalar_type());
}

}  // namespace modelgen::taps
