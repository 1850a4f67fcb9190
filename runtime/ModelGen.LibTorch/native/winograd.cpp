#include "winograd.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace modelgen::winograd {

using loops::BFloat16;
using loops::Finish;
using loops::Products;
using loops::Squares;
using loops::products;

namespace {

constexpr int64_t taps = 3, outputs = 4;
constexpr auto channels_last = at::MemoryFormat::ChannelsLast;

// Transformed weights of up to this size stay in a core's cache: then each thread takes squares through all stages, in groups whose matrices
// stay there too. Larger ones are read once for many squares, by threads that share out the products of each stage.
constexpr int64_t weights_of_one_core = 1 << 20;
constexpr int64_t matrices_of_one_core = 512 << 10;
constexpr int64_t matrices_of_all = 8 << 20;
constexpr int64_t least_squares = 48;

constexpr loops::Bounds no_bounds{-std::numeric_limits<float>::infinity(), std::numeric_limits<float>::infinity()};

int64_t up(int64_t value, int64_t multiple) { return (value + multiple - 1) / multiple * multiple; }

Sizes sizes_of(const at::Tensor& x, int64_t out, int64_t padding) {
  return {x.size(0), x.size(2), x.size(3), x.size(1), out, padding, padding, padding};
}

Squares squares_of(const Sizes& sizes, Order order, int64_t height, int64_t width, int64_t channels, int64_t offset) {
  int64_t multiple = loops::channel_multiple;
  bool is_blocks = order == Order::Blocks;
  return {height, width, channels, is_blocks ? multiple : channels, is_blocks ? height * width * multiple : multiple, sizes.rows(), sizes.columns(), offset};
}

Squares read_squares(const Sizes& sizes, Order order) { return squares_of(sizes, order, sizes.height, sizes.width, sizes.in, -sizes.before); }
Squares written_squares(const Sizes& sizes, Order order) { return squares_of(sizes, order, sizes.out_height(), sizes.out_width(), sizes.out, 0); }

// Calls body(worker, first, last) with ranges of groups; inside it, loops of for_each run on all threads where stages are shared.
template <typename Body>
void for_groups(const Schedule& schedule, const Body& body) {
  int64_t workers = schedule.workers(), groups = schedule.groups();
  if (workers == 1) return body(int64_t{0}, int64_t{0}, groups);
  at::parallel_for(0, workers, 1, [&](int64_t first, int64_t last) {
    for (int64_t k = first; k < last; k++) body(k, groups * k / workers, groups * (k + 1) / workers);
  });
}

template <typename Body>
void for_each(const Schedule& schedule, int64_t count, const Body& body) {
  auto some = [&](int64_t first, int64_t last) {
    for (int64_t k = first; k < last; k++) body(k);
  };
  if (schedule.shares_stages && schedule.threads > 1) at::parallel_for(0, count, 1, some);
  else some(0, count);
}

at::Tensor floats(int64_t count) { return at::empty({count}, at::kFloat); }

// A worker's products of a group.
struct Matrices {
  Products read, written;

  Matrices(const Schedule& schedule, float* memory, int64_t worker) {
    read = {memory + worker * loops::products * (schedule.in_stride() + schedule.out_stride()), schedule.in_stride()};
    written = {read.values + products * read.stride, schedule.out_stride()};
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
void run(const Sizes& sizes, Order order, const Schedule& schedule, const T* x, const float* weights, Finish<T> finish, T* y, float* memory) {
  const auto& images = loops::winograd_images<T>();
  auto multiply = loops::winograd_matrices()->multiply;
  auto read = read_squares(sizes, order), written = written_squares(sizes, order);
  for_groups(schedule, [&](int64_t worker, int64_t first, int64_t last) {
    Matrices matrices(schedule, memory, worker);
    auto &values = matrices.read, &results = matrices.written;
    for (int64_t group = first; group < last; group++) {
      int64_t begin = group * schedule.group, count = schedule.count(group);
      for_each(schedule, count, [&](int64_t k) { images.read(read, x, begin + k, values.square(k, sizes.in)); });
      for_each(schedule, products, [&](int64_t k) {
        multiply(values.values + k * values.stride, weights + k * sizes.matrix(), count, sizes.in, sizes.out, results.values + k * results.stride);
      });
      for_each(schedule, count, [&](int64_t k) { images.write(written, results.square(k, sizes.out), begin + k, y, finish); });
    }
  });
}

template <typename T>
at::Tensor kernel_sums(const Sizes& sizes, const T* x, const T* gradient) {
  const auto& images = loops::winograd_images<T>();
  auto accumulate = loops::winograd_matrices()->accumulate;
  Schedule schedule(sizes, at::get_num_threads());
  auto read = read_squares(sizes, Order::Pixels), written = written_squares(sizes, Order::Pixels);
  auto sums = at::zeros({schedule.workers(), products * sizes.matrix()}, at::kFloat), memory = floats(schedule.memory());
  for_groups(schedule, [&](int64_t worker, int64_t first, int64_t last) {
    Matrices matrices(schedule, memory.data_ptr<float>(), worker);
    auto &values = matrices.read, &gradients = matrices.written;
    float* sum = sums.data_ptr<float>() + worker * products * sizes.matrix();
    for (int64_t group = first; group < last; group++) {
      int64_t begin = group * schedule.group, count = schedule.count(group);
      for_each(schedule, count, [&](int64_t k) {
        images.read(read, x, begin + k, values.square(k, sizes.in));
        images.read_gradient(written, gradient, begin + k, gradients.square(k, sizes.out));
      });
      for_each(schedule, products, [&](int64_t k) {
        accumulate(values.values + k * values.stride, gradients.values + k * gradients.stride, count, sizes.in, sizes.out, sum + k * sizes.matrix());
      });
    }
  });
  return schedule.workers() == 1 ? sums : sums.sum(0);
}

template <typename Body>
void with_type(const at::Tensor& x, const Body& body) {
  if (x.scalar_type() == at::kFloat) body(float());
  else body(BFloat16());
}

at::Tensor run(const at::Tensor& x, const Sizes& sizes, const at::Tensor& weights, const at::Tensor& bias) {
  auto summands = bias.defined() ? bias.to(at::kFloat).contiguous() : at::zeros({sizes.out}, at::kFloat);
  Schedule schedule(sizes, at::get_num_threads());
  auto memory = floats(schedule.memory());
  auto y = at::empty({sizes.images, sizes.out, sizes.out_height(), sizes.out_width()}, x.options(), channels_last);
  with_type(x, [&](auto type) {
    using T = decltype(type);
    Finish<T> finish{summands.data_ptr<float>(), nullptr, no_bounds};
    run(sizes, Order::Pixels, schedule, static_cast<const T*>(x.data_ptr()), weights.data_ptr<float>(), finish, static_cast<T*>(y.data_ptr()), memory.data_ptr<float>());
  });
  return y;
}

// Both tensors on the CPU, images in channels-last memory, channels in whole vectors.
bool fits(const at::Tensor& x, const at::Tensor& weight, int64_t padding) {
  bool is_known = x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16;
  if (!is_known || weight.scalar_type() != x.scalar_type() || !x.device().is_cpu() || !weight.device().is_cpu()) return false;
  if (x.dim() != 4 || weight.dim() != 4 || weight.size(2) != taps || weight.size(3) != taps || padding < 0 || padding >= taps) return false;
  auto sizes = sizes_of(x, weight.size(0), padding);
  return x.size(1) == weight.size(1) && sizes.fit() && x.numel() > 0 && weight.numel() > 0 && sizes.out_height() > 0 && sizes.out_width() > 0 && x.is_contiguous(channels_last);
}

}  // namespace

bool Sizes::fit() const { return loops::winograd_matrices() && in % loops::channel_multiple == 0 && out % loops::channel_multiple == 0; }

Schedule::Schedule(const Sizes& sizes, int64_t threads) : squares(sizes.squares()), in(sizes.in), out(sizes.out), threads(threads) {
  shares_stages = products * sizes.matrix() * int64_t{sizeof(float)} > weights_of_one_core;
  int64_t rows = loops::winograd_matrices()->group, of_square = products * (in + out) * int64_t{sizeof(float)};
  int64_t fitting = (shares_stages ? matrices_of_all : matrices_of_one_core) / of_square / rows * rows;
  int64_t share = up(shares_stages ? squares : (squares + threads - 1) / threads, rows);
  group = std::min(std::max(fitting, rows), share);
}

int64_t Schedule::workers() const { return shares_stages ? 1 : std::min(threads, groups()); }

Prepared::Prepared(const Sizes& sizes, Order order, int threads) : sizes_(sizes), order_(order), schedule_(sizes, threads) {}

void Prepared::pack(const float* kernels, float* to) const {
  std::vector<float> turned(sizes_.matrix() * taps * taps);
  for (int64_t k = 0; k < sizes_.out; k++)
    for (int64_t c = 0; c < sizes_.in; c++)
      for (int64_t tap = 0; tap < taps * taps; tap++) turned[(k * taps * taps + tap) * sizes_.in + c] = kernels[(k * sizes_.in + c) * taps * taps + tap];
  loops::winograd_matrices()->weights(turned.data(), sizes_.in, sizes_.out, 0, sizes_.out, to);
}

void Prepared::run(const float* x, const float* weights, Finish<float> finish, float* y, float* memory) const {
  winograd::run(sizes_, order_, schedule_, x, weights, finish, y, memory);
}

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
