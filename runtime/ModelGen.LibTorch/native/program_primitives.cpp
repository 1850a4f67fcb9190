// The steps of a program that are oneDNN primitives, with what follows them fused where it can be.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>

#include "program_internal.h"

namespace modelgen {

using namespace onednn;

namespace {

// The first convolution's kernel for images of few channels reads them as they come.
constexpr int64_t few_channels = 4;

// Fewer squares leave the registers of our own loops half empty, and read four times the weights for little.
constexpr int64_t least_squares = 12;

// Whether Winograd's method multiplies clearly less: it makes 6 x 6 products of a tile of 4 x 4 pixels, also where the image is smaller than the tile.
bool saves_products(int64_t height, int64_t width) {
  int64_t tiles = ((height + 3) / 4) * ((width + 3) / 4);
  return 2 * 9 * height * width > 3 * 36 * tiles;
}

// Which method was faster for a layer of these numbers. A trial takes as much memory as the layer itself, and a program that is made again should be
// the same.
bool is_winograd(const std::vector<int64_t>& layer, const std::function<bool()>& decide) {
  static std::mutex mutex;
  static std::map<std::vector<int64_t>, bool> known;
  std::lock_guard<std::mutex> lock(mutex);
  auto found = known.find(layer);
  if (found == known.end()) found = known.emplace(layer, decide()).first;
  return found->second;
}

// The least of a few trials, of as many runs each as a clock can tell apart.
template <typename Run>
double seconds_of(const Run& run) {
  constexpr double least = 3e-4;
  double best = infinite;
  for (int trial = 0; trial < 4; trial++) {
    auto start = std::chrono::steady_clock::now();
    double seconds = 0;
    int runs = 0;
    while (seconds < least) {
      run();
      runs++;
      seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    best = std::min(best, seconds / runs);
  }
  return best;
}

Buffer zeros(size_t bytes) {
  auto buffer = allocate(bytes);
  std::memset(buffer.get(), 0, bytes);
  return buffer;
}

double seconds(const winograd::Prepared& prepared, const MemoryDesc& src, const MemoryDesc& dst) {
  auto* library = Library::find();
  auto x = zeros(library->memory_desc_get_size(&src)), y = zeros(library->memory_desc_get_size(&dst));
  auto weights = zeros(prepared.weights() * sizeof(float)), memory = zeros(prepared.memory() * sizeof(float)), bias = zeros(prepared.channels() * sizeof(float));
  auto at = [](const Buffer& buffer) { return reinterpret_cast<float*>(buffer.get()); };
  return seconds_of([&] { prepared.run(at(x), at(weights), {at(bias), nullptr, {-infinite, infinite}}, at(y), at(memory)); });
}

}  // namespace

Program::Id Program::convolution(
    Id x, const float* weight, const float* bias, int64_t out, int64_t groups, const Window& window, Activation then, Id added) {
  Threads made_for(is_parallel_ ? 1 : threads_);
  auto layout = layout_for(x);
  bool reads_planes = values_[x].layout == Layout::Planes && layout == Layout::Blocks && values_[x].c <= few_channels;
  if (!reads_planes) x = dense(in_layout(x, layout));
  auto in = values_[x];
  int64_t height = (in.h + window.before[0] + window.behind[0] - (window.kernel[0] - 1) * window.dilation[0] - 1) / window.stride[0] + 1;
  int64_t width = (in.w + window.before[1] + window.behind[1] - (window.kernel[1] - 1) * window.dilation[1] - 1) / window.stride[1] + 1;
  Value to{in.n, out, height, width, layout, none, 0, out};

  PostOps post;
  post.sum = added != none && values_[added].layout == layout && values_[added].is_dense() && values_[added].size() == to.size();
  bool adds_later = added != none && !post.sum;
  bool activates_later = adds_later || !as_post_op(then, post);

  bool is_plain_3x3 = groups == 1 && window.kernel[0] == 3 && window.kernel[1] == 3 && window.stride[0] == 1 && window.stride[1] == 1 &&
      window.dilation[0] == 1 && window.dilation[1] == 1;
  bool may_be_winograd = allows_winograd_ && !reads_planes && is_plain_3x3 && saves_products(height, width);
  std::vector<int64_t> layer{static_cast<int64_t>(layout), in.n, in.c, in.h, in.w, out, window.before[0], window.before[1], window.behind[0], window.behind[1],
      omp_get_max_threads(), post.sum};
  auto plain = kernel(goihw, groups, out, in.c / groups, window.kernel[0], window.kernel[1]);
  auto any_weights = kernel(any, groups, out, in.c / groups, window.kernel[0], window.kernel[1]);
  auto bias_desc = vector_of(out);
  auto* has_bias = bias ? &bias_desc : nullptr;
  winograd::Sizes sizes{in.n, in.h, in.w, in.c, out, window.before[0], window.behind[0], window.behind[1]};
  bool is_ours = may_be_winograd && layout != Layout::Planes && sizes.fit() && window.before[0] == window.before[1] && sizes.squares() >= least_squares;
  if (is_ours) {
    winograd::Prepared prepared(sizes, layout == Layout::Blocks ? winograd::Order::Blocks : winograd::Order::Pixels, omp_get_max_threads());
    auto direct = best_convolution(desc(in), any_weights, has_bias, desc(to), window, {}, post);
    if (!direct || is_winograd(layer, [&] { return modelgen::seconds(prepared, desc(in), desc(to)) < seconds(direct); })) {
      auto result = winograd_convolution(x, weight, bias, prepared, to, then, post.sum ? added : none);
      return adds_later ? add(result, added, then, true) : result;
    }
  }
  // Blocks are all that the library's has, and it applies no other function after a sum.
  if (is_ours || !may_be_winograd || layout != Layout::Blocks || (then.function > Function::Relu && !activates_later)) layer.clear();
  auto primitive = best_convolution(desc(in), any_weights, has_bias, desc(to), window, layer, post);
  if (!primitive && post.eltwise) {
    post.eltwise = 0;
    activates_later = true;
    primitive = best_convolution(desc(in), any_weights, has_bias, desc(to), window, layer, post);
  }
  if (!primitive || (primitive.is_reference() && out * in.c / groups * height * width > 1 << 16)) not_possible("a convolution");

  if (post.sum) values_[added].is_pinned = true;
  Id result = post.sum ? same_place(added, out) : make(to.n, out, height, width, layout);
  std::vector<Operand> operands{{arg_src, primitive.desc(query_src), x, nullptr}, {arg_dst, primitive.desc(query_dst), result, nullptr},
      {arg_weights, primitive.desc(query_weights), none,
          pack(weight, out * (in.c / groups) * window.kernel[0] * window.kernel[1], plain, primitive.desc(query_weights))}};
  if (bias) operands.push_back({arg_bias, keep(bias_desc), none, keep(bias, out)});
  record(std::move(primitive), std::move(operands));
  if (adds_later) return add(result, added, then, true);
  if (activates_later) activate_in_place(result, then);
  return result;
}

// A sum goes to the place of what is added.
Program::Id Program::winograd_convolution(
    Id x, const float* weight, const float* bias, const winograd::Prepared& prepared, const Value& to, Activation then, Id summed) {
  loops::Bounds bounds{-infinite, infinite};
  float low, high;
  bool is_fused = as_bounds(then, low, high);
  if (is_fused) bounds = {low, high};
  if (summed != none) values_[summed].is_pinned = true;
  Id result = summed != none ? same_place(summed, to.c) : make(to.n, to.c, to.h, to.w, to.layout);
  weights_.push_back(allocate(prepared.weights() * sizeof(float)));
  weight_bytes_ += prepared.weights() * static_cast<int64_t>(sizeof(float));
  auto* packed = reinterpret_cast<float*>(weights_.back().get());
  prepared.pack(weight, packed);
  newest_packed_ = none;
  std::vector<float> zeros(bias ? 0 : to.c);
  auto* summands = keep(bias ? bias : zeros.data(), to.c);
  int scratch = reserve(prepared.memory() * sizeof(float));
  record({x, result}, [=](const Instance& instance) {
    auto* y = data(instance, result);
    auto* memory = reinterpret_cast<float*>(instance.memory.get() + blocks_[scratch].place);
    prepared.run(data(instance, x), packed, {summands, summed != none ? y : nullptr, bounds}, y, memory);
  });
  blocks_[scratch].first = blocks_[scratch].last = static_cast<int>(steps_.size()) - 1;
  if (!is_fused) activate_in_place(result, then);
  return result;
}

// The fastest implementation, tried out where there is a choice, which is for layers that have numbers; none where the library has none.
Primitive Program::best_convolution(const MemoryDesc& src, const MemoryDesc& weights, const MemoryDesc* bias, const MemoryDesc& dst,
    const Window& window, const std::vector<int64_t>& layer, const PostOps& post) const {
  auto create = [&](int algorithm) {
    OperationDesc operation;
    int64_t dilates[] = {window.dilation[0] - 1, window.dilation[1] - 1};
    check(Library::find()->dilated_convolution_forward_desc_init(&operation, forward_inference, algorithm, &src, &weights, bias, &dst,
              window.stride, dilates, window.before, window.behind), "describe a convolution");
    Primitive made;
    made.make(operation, post);
    return made;
  };
  auto direct = create(convolution_direct);
  if (layer.empty()) return direct;
  auto winograd = create(convolution_winograd);
  if (!winograd || !direct) return direct;
  return is_winograd(layer, [&] { return seconds(winograd) < seconds(direct); }) ? std::move(winograd) : std::move(direct);
}

double Program::seconds(const Primitive& primitive) const {
  std::vector<Buffer> buffers;
  std::vector<Memory> memories;
  std::vector<ExecArg> args;
  auto operand = [&](int arg, const void* desc) {
    size_t bytes = desc ? Library::find()->memory_desc_get_size(desc) : 0;
    if (bytes == 0) return;
    buffers.push_back(zeros(bytes));
    memories.emplace_back(desc, buffers.back().get());
    args.push_back({arg, memories.back().get()});
  };
  operand(arg_src, primitive.desc(query_src));
  operand(arg_weights, primitive.desc(query_weights));
  operand(arg_dst, primitive.desc(query_dst));
  operand(arg_scratchpad, primitive.desc(query_scratchpad));
  operand(arg_bias, primitive.desc(query_weights, 1));
  return seconds_of([&] { primitive.run(Library::find()->stream, args); });
}

Program::Id Program::linear(Id x, const float* weight, const float* bias, int64_t out, Activation then) {
  Threads made_for(is_parallel_ ? 1 : threads_);
  x = dense(in_layout(x, Layout::Pixels));
  auto in = values_[x];
  if (!in.is_vector()) not_possible("a linear layer on images");
  PostOps post;
  bool activates_later = !as_post_op(then, post);
  auto src = matrix(nc, in.n, in.c), dst = matrix(nc, in.n, out);
  auto weights = matrix(any, out, in.c), plain = matrix(nc, out, in.c), bias_desc = vector_of(out);
  OperationDesc operation;
  check(Library::find()->inner_product_forward_desc_init(&operation, forward_inference, &src, &weights, bias ? &bias_desc : nullptr, &dst),
      "describe a linear layer");
  Primitive primitive;
  if (!primitive.make(operation, post)) not_possible("a linear layer");
  Id result = make(in.n, out, 1, 1, Layout::Pixels);
  std::vector<Operand> operands{{arg_src, primitive.desc(query_src), x, nullptr}, {arg_dst, primitive.desc(query_dst), result, nullptr},
      {arg_weights, primitive.desc(query_weights), none, pack(weight, out * in.c, plain, primitive.desc(query_weights))}};
  if (bias) operands.push_back({arg_bias, keep(bias_desc), none, keep(bias, out)});
  record(std::move(primitive), std::move(operands));
  if (activates_later) activate_in_place(result, then);
  return result;
}

Program::Id Program::max_pool(Id x, const Window& window, int64_t height, int64_t width) {
  return pool(x, window, pooling_max, height, width);
}

Program::Id Program::average_pool(Id x, const Window& window, bool counts_padding, int64_t height, int64_t width) {
  return pool(x, window, counts_padding ? pooling_avg_include_padding : pooling_avg_exclude_padding, height, width);
}

Program::Id Program::pool(Id x, const Window& window, int kind, int64_t height, int64_t width) {
  Threads made_for(is_parallel_ ? 1 : threads_);
  x = dense(in_layout(x, layout_for(x)));
  auto in = values_[x];
  Value to{in.n, in.c, height, width, in.layout, none, 0, in.c};
  auto src = desc(in), dst = desc(to);
  OperationDesc operation;
  int64_t dilates[] = {window.dilation[0] - 1, window.dilation[1] - 1};
  check(Library::find()->pooling_v2_forward_desc_init(&operation, forward_inference, kind, &src, &dst, window.stride, window.kernel,
            dilates, window.before, window.behind), "describe a pooling");
  Primitive primitive;
  if (!primitive.make(operation, {})) not_possible("a pooling");
  Id result = make(to.n, to.c, to.h, to.w, to.layout);
  const void *from = keep(src), *into = keep(dst);
  record(std::move(primitive), {{arg_src, from, x, nullptr}, {arg_dst, into, result, nullptr}});
  return result;
}

void Program::activate_in_place(Id value, Activation function) {
  if (function.function == Function::None) return;
  float low, high;
  PostOps post;
  if (as_bounds(function, low, high)) {
    record({value}, [=](const Instance& instance) { kernels::clamp(rows(instance, value), low, high); });
  } else if (function.function == Function::LeakyRelu) {
    record({value}, [=](const Instance& instance) { kernels::leaky_relu(rows(instance, value), function.a); });
  } else if (function.function == Function::Hardsigmoid) {
    record({value}, [=](const Instance& instance) { kernels::hardsigmoid(rows(instance, value)); });
  } else {
    Threads made_for(is_parallel_ ? 1 : threads_);
    if (!values_[value].is_dense()) not_possible("a function of a part");
    values_[value].is_pinned = true;
    as_post_op(function, post);
    const void* described = keep(desc(values_[value]));
    OperationDesc operation;
    check(Library::find()->eltwise_forward_desc_init(&operation, forward_inference, post.eltwise, described, post.alpha, post.beta),
        "describe a function");
    Primitive primitive;
    if (!primitive.make(operation, {})) not_possible("a function");
    record(std::move(primitive), {{arg_src, described, value, nullptr}, {arg_dst, described, value, nullptr}});
  }
}

}  // namespace modelgen
