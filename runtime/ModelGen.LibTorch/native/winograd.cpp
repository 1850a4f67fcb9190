#include "winograd.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

#include "loops.h"

namespace modelgen::winograd {

namespace {

using loops::BFloat16;
using loops::Products;
using loops::Squares;
using loops::products;

constexpr int64_t outputs = 4, taps = 3;
constexpr auto channels_last = at::MemoryFormat::ChannelsLast;

// Transformed weights of up to this size stay in a core's cache: then each thread takes squares through all stages, in groups whose matrices
// stay there too. Larger ones are read once for many squares, by threads that share out the products of each stage.
constexpr int64_t weights_of_one_core = 1 << 20;
constexpr int64_t matrices_of_one_core = 512 << 10;
constexpr int64_t matrices_of_all = 8 << 20;
constexpr int64_t least_squares = 48;
constexpr int64_t cache_line = 64 / sizeof(float);

int64_t up(int64_t value, int64_t multiple) { return (value + multiple - 1) / multiple * multiple; }

struct Sizes {
  int64_t images, height, width, in, out, padding;

  int64_t out_height() const { return height + 2 * padding - taps + 1; }
  int64_t out_width() const { return width + 2 * padding - taps + 1; }
  int64_t rows() const { return (out_height() + outputs - 1) / outputs; }
  int64_t columns() const { return (out_width() + outputs - 1) / outputs; }
  int64_t squares() const { return images * rows() * columns(); }
  int64_t matrix() const { return in * out; }

  Squares read() const { return {height, width, in, rows(), columns(), -padding}; }
  Squares written() const { return {out_height(), out_width(), out, rows(), columns(), 0}; }
  Sizes turned() const { return {images, out_height(), out_width(), out, in, taps - 1 - padding}; }
};

Sizes sizes_of(const at::Tensor& x, int64_t out, int64_t padding) { return {x.size(0), x.size(2), x.size(3), x.size(1), out, padding}; }

// How squares are divided into groups, and the work on them among threads.
struct Schedule {
  int64_t squares, group;
  bool shares_stages;

  explicit Schedule(const Sizes& sizes) : squares(sizes.squares()) {
    shares_stages = products * sizes.matrix() * int64_t{sizeof(float)} > weights_of_one_core;
    int64_t rows = loops::winograd_matrices()->group, of_square = products * (sizes.in + sizes.out) * int64_t{sizeof(float)};
    int64_t fitting = (shares_stages ? matrices_of_all : matrices_of_one_core) / of_square / rows * rows;
    int64_t share = up(shares_stages ? squares : (squares + at::get_num_threads() - 1) / at::get_num_threads(), rows);
    group = std::min(std::max(fitting, rows), share);
  }

  int64_t groups() const { return (squares + group - 1) / group; }
  int64_t count(int64_t index) const { return std::min(group, squares - index * group); }
  int64_t threads() const { return shares_stages ? 1 : std::min<int64_t>(at::get_num_threads(), groups()); }

  // Calls body(thread, first, last) with ranges of groups; inside it, loops of at::parallel_for run on all threads where stages are shared.
  template <typename Body>
  void for_groups(const Body& body) const {
    int64_t count = threads();
    if (count == 1) return body(int64_t{0}, int64_t{0}, groups());
    at::parallel_for(0, count, 1, [&](int64_t first, int64_t last) {
      for (int64_t k = first; k < last; k++) body(k, groups() * k / count, groups() * (k + 1) / count);
    });
  }

  template <typename Body>
  void for_each(int64_t count, const Body& body) const {
    if (!shares_stages) {
      for (int64_t k = 0; k < count; k++) body(k);
      return;
    }
    at::parallel_for(0, count, 1, [&](int64_t first, int64_t last) {
      for (int64_t k = first; k < last; k++) body(k);
    });
  }
};

at::Tensor floats(int64_t count) { return at::empty({count}, at::kFloat); }

// The products of a group. Their distance is a line more than they need, so that they do not all fall on the same places of a cache.
struct Matrices {
  at::Tensor memory;
  Products read, written;

  Matrices(const Schedule& schedule, const Sizes& sizes) {
    int64_t in = schedule.group * sizes.in + cache_line, out = schedule.group * sizes.out + cache_line;
    memory = floats(products * (in + out));
    read = {memory.data_ptr<float>(), in};
    written = {read.values + products * in, out};
  }
};

using WeightTransform = void (*)(const float* kernels, int64_t in, int64_t out, int64_t first, int64_t count, float* to);

at::Tensor transformed(const at::Tensor& weight, WeightTransform transform) {
  auto kernels = weight.to(at::kFloat).contiguous(channels_last);
  int64_t out = kernels.size(0), in = kernels.size(1), step = loops::channel_multiple;
  auto result = floats(products * in * out);
  auto *from = kernels.data_ptr<float>(), *to = result.data_ptr<float>();
  at::parallel_for(0, out / step, std::max<int64_t>(1, (1 << 12) / (in * step)), [&](int64_t first, int64_t last) {
    transform(from, in, out, first * step, (last - first) * step, to);
  });
  return result;
}

template <typename T>
void run(const Sizes& sizes, const T* x, const float* weights, const float* bias, T* y) {
  const auto& images = loops::winograd_images<T>();
  auto multiply = loops::winograd_matrices()->multiply;
  Schedule schedule(sizes);
  auto read = sizes.read(), written = sizes.written();
  schedule.for_groups([&](int64_t, int64_t first, int64_t last) {
    Matrices matrices(schedule, sizes);
    auto &values = matrices.read, &results = matrices.written;
    for (int64_t group = first; group < last; group++) {
      int64_t begin = group * schedule.group, count = schedule.count(group);
      schedule.for_each(count, [&](int64_t k) { images.read(read, x, begin + k, values.square(k, sizes.in)); });
      schedule.for_each(products, [&](int64_t k) {
        multiply(values.values + k * values.stride, weights + k * sizes.matrix(), count, sizes.in, sizes.out, results.values + k * results.stride);
      });
      schedule.for_each(count, [&](int64_t k) { images.write(written, results.square(k, sizes.out), bias, begin + k, y); });
    }
  });
}

template <typename T>
at::Tensor kernel_sums(const Sizes& sizes, const T* x, const T* gradient) {
  const auto& images = loops::winograd_images<T>();
  auto accumulate = loops::winograd_matrices()->accumulate;
  Schedule schedule(sizes);
  auto read = sizes.read(), written = sizes.written();
  auto sums = at::zeros({schedule.threads(), products * sizes.matrix()}, at::kFloat);
  schedule.for_groups([&](int64_t thread, int64_t first, int64_t last) {
    Matrices matrices(schedule, sizes);
    auto &values = matrices.read, &gradients = matrices.written;
    float* sum = sums.data_ptr<float>() + thread * products * sizes.matrix();
    for (int64_t group = first; group < last; group++) {
      int64_t begin = group * schedule.group, count = schedule.count(group);
      schedule.for_each(count, [&](int64_t k) {
        images.read(read, x, begin + k, values.square(k, sizes.in));
        images.read_gradient(written, gradient, begin + k, gradients.square(k, sizes.out));
      });
      schedule.for_each(products, [&](int64_t k) {
        accumulate(values.values + k * values.stride, gradients.values + k * gradients.stride, count, sizes.in, sizes.out, sum + k * sizes.matrix());
      });
    }
  });
  return schedule.threads() == 1 ? sums : sums.sum(0);
}

template <typename Body>
void with_type(const at::Tensor& x, const Body& body) {
  if (x.scalar_type() == at::kFloat) body(float());
  else body(BFloat16());
}

at::Tensor run(const at::Tensor& x, const Sizes& sizes, const at::Tensor& weights, const at::Tensor& bias) {
  auto summands = bias.defined() ? bias.to(at::kFloat).contiguous() : at::zeros({sizes.out}, at::kFloat);
  auto y = at::empty({sizes.images, sizes.out, sizes.out_height(), sizes.out_width()}, x.options(), channels_last);
  with_type(x, [&](auto type) {
    using T = decltype(type);
    run(sizes, static_cast<const T*>(x.data_ptr()), weights.data_ptr<float>(), summands.data_ptr<float>(), static_cast<T*>(y.data_ptr()));
  });
  return y;
}

// Both tensors on the CPU, images in channels-last memory, channels in whole vectors.
bool fits(const at::Tensor& x, const at::Tensor& weight, int64_t padding) {
  bool is_known = x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16;
  if (!loops::winograd_matrices() || !is_known || weight.scalar_type() != x.scalar_type() || !x.device().is_cpu() || !weight.device().is_cpu()) return false;
  if (x.dim() != 4 || weight.dim() != 4 || weight.size(2) != taps || weight.size(3) != taps || padding < 0 || padding >= taps) return false;
  if (x.size(1) != weight.size(1) || x.size(1) % loops::channel_multiple != 0 || weight.size(0) % loops::channel_multiple != 0) return false;
  auto sizes = sizes_of(x, weight.size(0), padding);
  return x.numel() > 0 && weight.numel() > 0 && sizes.out_height() > 0 && sizes.out_width() > 0 && x.is_contiguous(channels_last);
}

}  // namespace

Choice faster(const at::Tensor& x, const at::Tensor& weight, Convolution convolution) {
  if (convolution.stride != 1 || !fits(x, weight, convolution.padding)) return {};
  auto sizes = sizes_of(x, weight.size(0), convolution.padding);
  // Squares that hang over the edge are worked for in vain, and few of them do not repay the transforms of the weights.
  int64_t used = sizes.images * sizes.out_height() * sizes.out_width(), worked = sizes.squares() * outputs * outputs;
  if (used * 4 < worked * 3 || sizes.squares() < least_squares) return {};
  // Processors multiply bfloat16 twice as fast, which the method cannot use: its products would be too coarse.
  bool is_float = x.scalar_type() == at::kFloat;
  bool images = is_float || (sizes.matrix() >= 32 * 32 && sizes.matrix() <= 128 * 128);
  return {images, images, is_float || sizes.matrix() <= 512 * 512};
}

at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, int64_t padding) {
  return run(x, sizes_of(x, weight.size(0), padding), transformed(weight, loops::winograd_matrices()->weights), bias);
}

at::Tensor input_gradient(const at::Tensor& gradient, const at::Tensor& weight, int64_t padding) {
  auto sizes = sizes_of(gradient, weight.size(1), taps - 1 - padding);
  return run(gradient, sizes, transformed(weight, loops::winograd_matrices()->turned_weights), at::Tensor());
}

at::Tensor weight_gradient(const at::Tensor& x, const at::Tensor& gradient, at::ScalarType type, int64_t padding) {
  auto sizes = sizes_of(x, gradient.size(1), padding);
  at::Tensor sums;
  with_type(x, [&](auto type) {
    using T = decltype(type);
    sums = kernel_sums(sizes, static_cast<const T*>(x.data_ptr()), static_cast<const T*>(gradient.data_ptr()));
  });
  auto kernels = at::empty({sizes.out, sizes.in, taps, taps}, x.options().dtype(at::kFloat), channels_last);
  auto *from = sums.data_ptr<float>(), *to = kernels.data_ptr<float>();
  at::parallel_for(0, sizes.out, std::max<int64_t>(1, (1 << 12) / sizes.in), [&](int64_t first, int64_t last) {
    loops::winograd_matrices()->weights_gradient(from, sizes.in, sizes.out, first, last - first, to);
  });
  return kernels.to(type);
}

}  // namespace modelgen::winograd
