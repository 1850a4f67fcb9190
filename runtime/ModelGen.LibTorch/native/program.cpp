#include "program.h"

#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace modelgen {

using namespace onednn;

namespace {

constexpr int forward_inference = 96;
constexpr int64_t lanes = 16;
constexpr float infinite = std::numeric_limits<float>::infinity();
// The first convolution's kernel for images of few channels reads them as they come.
constexpr int64_t few_channels = 4;

// Primitives are made for the number of threads that is set when they are made.
class Threads {
 public:
  explicit Threads(int count) : before_(omp_get_max_threads()) { omp_set_num_threads(count); }
  ~Threads() { omp_set_num_threads(before_); }

 private:
  int before_;
};

// The bounds that cut a value off as the function does; false where it does more than that.
bool as_bounds(Activation function, float& low, float& high) {
  low = function.function == Function::Relu ? 0 : function.function == Function::Clamp ? function.a : -infinite;
  high = function.function == Function::Clamp ? function.b : infinite;
  return function.function <= Function::Clamp;
}

// The function as a post-op; false where oneDNN has none that is the same.
bool as_post_op(Activation function, PostOps& post) {
  switch (function.function) {
    case Function::None: return true;
    case Function::Relu: post.eltwise = eltwise_relu; return true;
    case Function::LeakyRelu: post.eltwise = eltwise_relu; post.alpha = function.a; return true;
    case Function::Clamp: post.eltwise = eltwise_clip; post.alpha = function.a; post.beta = function.b; return true;
    case Function::Elu: post.eltwise = eltwise_elu; post.alpha = function.a; return true;
    case Function::Sigmoid: post.eltwise = eltwise_logistic; return true;
    case Function::Tanh: post.eltwise = eltwise_tanh; return true;
    case Function::Silu: post.eltwise = eltwise_swish; post.alpha = 1; return true;
    case Function::Hardswish: post.eltwise = eltwise_hardswish; return true;
    case Function::Gelu: post.eltwise = eltwise_gelu_erf; return true;
    default: return false;
  }
}

[[noreturn]] void not_possible(const char* what) { throw std::runtime_error(std::string("not possible in this layout: ") + what); }

}  // namespace

Program::Program(int64_t n, int64_t c, int64_t h, int64_t w, Layout layout, int threads, bool is_parallel, bool allows_winograd)
    : layout_(layout), threads_(threads), is_parallel_(is_parallel), allows_winograd_(allows_winograd) {
  if (!Library::find()) throw std::runtime_error("there is no oneDNN of version 2 here");
  values_.push_back({n, c, h, w, Layout::Planes, none});
}

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

  bool may_be_winograd = allows_winograd_ && layout == Layout::Blocks && !reads_planes && groups == 1 && window.kernel[0] == 3 && window.kernel[1] == 3 &&
      window.stride[0] == 1 && window.stride[1] == 1 && window.dilation[0] == 1 && window.dilation[1] == 1 &&
      (then.function <= Function::Relu || activates_later);
  auto plain = kernel(goihw, groups, out, in.c / groups, window.kernel[0], window.kernel[1]);
  auto any_weights = kernel(any, groups, out, in.c / groups, window.kernel[0], window.kernel[1]);
  auto bias_desc = vector_of(out);
  auto* has_bias = bias ? &bias_desc : nullptr;
  auto primitive = best_convolution(desc(in), any_weights, has_bias, desc(to), window, may_be_winograd, post);
  if (!primitive && post.eltwise) {
    post.eltwise = 0;
    activates_later = true;
    primitive = best_convolution(desc(in), any_weights, has_bias, desc(to), window, may_be_winograd, post);
  }
  if (!primitive || (primitive.is_reference() && out * in.c / groups * height * width > 1 << 16)) not_possible("a convolution");

  if (post.sum) values_[added].is_pinned = true;
  Id result = post.sum ? same_place(added, out) : make(to.n, out, height, width, layout);
  std::vector<Operand> operands{{arg_src, primitive.desc(query_src), x, nullptr}, {arg_dst, primitive.desc(query_dst), result, nullptr},
      {arg_weights, primitive.desc(query_weights), none, pack(weight, plain, primitive.desc(query_weights))}};
  if (bias) operands.push_back({arg_bias, keep(bias_desc), none, keep(bias, out)});
  record(std::move(primitive), std::move(operands));
  if (adds_later) return add(result, added, then, true);
  if (activates_later) activate_in_place(result, then);
  return result;
}

// The fastest implementation, tried out where there is a choice; none where the library has none.
Primitive Program::best_convolution(const MemoryDesc& src, const MemoryDesc& weights, const MemoryDesc* bias, const MemoryDesc& dst,
    const Window& window, bool may_be_winograd, const PostOps& post) const {
  auto make = [&](int algorithm) {
    OperationDesc operation;
    int64_t dilates[] = {window.dilation[0] - 1, window.dilation[1] - 1};
    check(Library::find()->dilated_convolution_forward_desc_init(&operation, forward_inference, algorithm, &src, &weights, bias, &dst, window.stride,
              dilates, window.before, window.behind), "describe a convolution");
    Primitive made;
    made.make(operation, post);
    return made;
  };
  auto direct = make(convolution_direct);
  if (!may_be_winograd) return direct;
  auto winograd = make(convolution_winograd);
  if (!winograd || !direct) return direct;
  return seconds(winograd) < seconds(direct) ? std::move(winograd) : std::move(direct);
}

double Program::seconds(const Primitive& primitive) const {
  std::vector<Buffer> buffers;
  std::vector<Memory> memories;
  std::vector<ExecArg> args;
  auto operand = [&](int arg, const void* desc) {
    size_t bytes = desc ? Library::find()->memory_desc_get_size(desc) : 0;
    if (bytes == 0) return;
    buffers.push_back(allocate(bytes));
    std::memset(buffers.back().get(), 0, bytes);
    memories.emplace_back(desc, buffers.back().get());
    args.push_back({arg, memories.back().get()});
  };
  operand(arg_src, primitive.desc(query_src));
  operand(arg_weights, primitive.desc(query_weights));
  operand(arg_dst, primitive.desc(query_dst));
  operand(arg_scratchpad, primitive.desc(query_scratchpad));
  operand(arg_bias, primitive.desc(query_weights, 1));
  double best = infinite;
  for (int trial = 0; trial < 4; trial++) {
    auto start = std::chrono::steady_clock::now();
    primitive.run(Library::find()->stream, args);
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

Program::Id Program::linear(Id x, const float* weight, const float* bias, int64_t out, Activation then) {
  Threads made_for(is_parallel_ ? 1 : threads_);
  x = dense(in_layout(x, Layout::Pixels));
  auto in = values_[x];
  if (!in.is_vector()) not_possible("a linear layer on images");
  PostOps post;
  bool activates_later = !as_post_op(then, post);
  auto src = matrix(nc, in.n, in.c), weights = matrix(any, out, in.c), plain = matrix(nc, out, in.c), bias_desc = vector_of(out), dst = matrix(nc, in.n, out);
  OperationDesc operation;
  check(Library::find()->inner_product_forward_desc_init(&operation, forward_inference, &src, &weights, bias ? &bias_desc : nullptr, &dst), "describe a linear layer");
  Primitive primitive;
  if (!primitive.make(operation, post)) not_possible("a linear layer");
  Id result = make(in.n, out, 1, 1, Layout::Pixels);
  std::vector<Operand> operands{{arg_src, primitive.desc(query_src), x, nullptr}, {arg_dst, primitive.desc(query_dst), result, nullptr},
      {arg_weights, primitive.desc(query_weights), none, pack(weight, plain, primitive.desc(query_weights))}};
  if (bias) operands.push_back({arg_bias, keep(bias_desc), none, keep(bias, out)});
  record(std::move(primitive), std::move(operands));
  if (activates_later) activate_in_place(result, then);
  return result;
}

Program::Id Program::scale_shift(Id x, const float* scale, const float* shift, Activation then, bool in_place) {
  if (values_[x].layout == Layout::Planes) x = in_layout(x, layout_);
  auto in = values_[x];
  float low, high;
  bool activates_later = !as_bounds(then, low, high);
  auto *factors = keep(scale, in.c), *summands = keep(shift, in.c);
  Id result = in_place ? same_place(x, in.c) : make(in.n, in.c, in.h, in.w, in.layout);
  record({x, result}, [=](const Instance& instance) {
    if (in.layout == Layout::Pixels) {
      kernels::scale_shift(rows(instance, x), rows(instance, result), factors, summands, low, high);
      return;
    }
    for (int64_t image = 0; image < in.n; image++)
      for (int64_t block = 0; block < in.channel_blocks(); block++)
        kernels::scale_shift(part_rows(instance, x, image, block), part_rows(instance, result, image, block), factors + block * lanes,
            summands + block * lanes, low, high);
  });
  if (activates_later) activate_in_place(result, then);
  return result;
}

Program::Id Program::add(Id x, Id other, Activation then, bool in_place) {
  if (values_[x].layout == Layout::Planes) x = in_layout(x, layout_), in_place = false;
  other = in_layout(other, values_[x].layout);
  auto in = values_[x];
  if (values_[other].c != in.c || values_[other].h != in.h || values_[other].w != in.w) not_possible("a sum of two sizes");
  float low, high;
  bool activates_later = !as_bounds(then, low, high);
  Id result = in_place ? same_place(x, in.c) : make(in.n, in.c, in.h, in.w, in.layout);
  bool are_dense = in.is_dense() && values_[other].is_dense();
  if (are_dense) values_[x].is_pinned = values_[other].is_pinned = values_[result].is_pinned = true;
  record({x, other, result}, [=](const Instance& instance) {
    if (are_dense)
      kernels::add(long_rows(instance, x), long_rows(instance, other), long_rows(instance, result), low, high);
    else
      kernels::add(rows(instance, x), rows(instance, other), rows(instance, result), low, high);
  });
  if (activates_later) activate_in_place(result, then);
  return result;
}

Program::Id Program::multiply(Id x, Id other, Activation then, bool in_place) {
  if (values_[x].is_vector() && !values_[other].is_vector()) std::swap(x, other), in_place = false;
  if (values_[x].layout == Layout::Planes) x = in_layout(x, layout_), in_place = false;
  auto in = values_[x];
  bool by_channel = values_[other].is_vector() && !in.is_vector();
  other = by_channel ? dense(in_layout(other, Layout::Pixels)) : in_layout(other, in.layout);
  if (values_[other].c != in.c || (!by_channel && (values_[other].h != in.h || values_[other].w != in.w))) not_possible("a product of two sizes");
  if (in.layout == Layout::Blocks && in.c % lanes != 0) not_possible("a product of channels");
  Id result = in_place ? same_place(x, in.c) : make(in.n, in.c, in.h, in.w, in.layout);
  auto* zeros = keep(std::vector<float>(in.c, 0.f).data(), in.c);
  record({x, other, result}, [=](const Instance& instance) {
    if (!by_channel) {
      kernels::multiply(rows(instance, x), rows(instance, other), rows(instance, result));
      return;
    }
    int64_t parts = in.layout == Layout::Pixels ? 1 : in.channel_blocks();
    for (int64_t image = 0; image < in.n; image++)
      for (int64_t block = 0; block < parts; block++)
        kernels::scale_shift(part_rows(instance, x, image, block), part_rows(instance, result, image, block),
            data(instance, other) + image * in.c + block * lanes, zeros, -infinite, infinite);
  });
  if (then.function != Function::None) activate_in_place(result, then);
  return result;
}

Program::Id Program::concat(const std::vector<Id>& all) {
  auto layout = layout_for(all[0]);
  std::vector<Id> parts;
  int64_t c = 0;
  for (Id part : all) {
    parts.push_back(in_layout(part, layout));
    if (layout == Layout::Blocks && values_[part].c % lanes != 0) not_possible("a concatenation");
    c += values_[part].c;
  }
  auto first = values_[parts[0]];
  Id result;
  size_t from = 0;
  int64_t at = 0;
  // What is appended to a concatenation goes beside it: a dense block copies nothing but what each layer adds.
  if (layout == Layout::Pixels && first.is_joined && !first.is_pinned && first.offset == 0 && first.stride == first.c) {
    for (auto& value : values_)
      if (value.block == first.block) value.stride = c;
    values_.push_back(first);
    result = static_cast<Id>(values_.size()) - 1;
    values_[result].c = values_[result].stride = c;
    blocks_[first.block].bytes = values_[result].size() * sizeof(float);
    from = 1;
    at = first.c;
  } else {
    result = make(first.n, c, first.h, first.w, layout);
  }
  values_[result].is_joined = true;
  for (; from < parts.size(); from++) {
    Id part = parts[from];
    record({part, result}, [=](const Instance& instance) {
      auto to = rows(instance, result), source = rows(instance, part);
      if (layout == Layout::Pixels) {
        kernels::copy(source, {to.data + at, to.count, source.width, to.stride});
        return;
      }
      auto& value = values_[part];
      int64_t pixels = value.h * value.w, size = value.c * pixels;
      kernels::copy({source.data, value.n, size, size}, {to.data + at * pixels, value.n, size, c * pixels});
    });
    at += values_[part].c;
  }
  return result;
}

Program::Id Program::activate(Id x, Activation function, bool in_place) {
  if (values_[x].layout == Layout::Planes) x = in_layout(x, layout_), in_place = false;
  auto in = values_[x];
  Id result = x;
  if (!in_place) {
    result = make(in.n, in.c, in.h, in.w, in.layout);
    record({x, result}, [=](const Instance& instance) { kernels::copy(rows(instance, x), rows(instance, result)); });
  }
  activate_in_place(result, function);
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
    check(Library::find()->eltwise_forward_desc_init(&operation, forward_inference, post.eltwise, described, post.alpha, post.beta), "describe a function");
    Primitive primitive;
    if (!primitive.make(operation, {})) not_possible("a function");
    record(std::move(primitive), {{arg_src, described, value, nullptr}, {arg_dst, described, value, nullptr}});
  }
}

Program::Id Program::max_pool(Id x, const Window& window, int64_t height, int64_t width) { return pool(x, window, pooling_max, height, width); }

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
  check(Library::find()->pooling_v2_forward_desc_init(&operation, forward_inference, kind, &src, &dst, window.stride, window.kernel, dilates,
            window.before, window.behind), "describe a pooling");
  Primitive primitive;
  if (!primitive.make(operation, {})) not_possible("a pooling");
  Id result = make(to.n, to.c, to.h, to.w, to.layout);
  const void *from = keep(src), *into = keep(dst);
  record(std::move(primitive), {{arg_src, from, x, nullptr}, {arg_dst, into, result, nullptr}});
  return result;
}

Program::Id Program::global_average(Id x) {
  if (values_[x].layout == Layout::Planes) x = in_layout(x, layout_);
  auto in = values_[x];
  Id result = make(in.n, in.c, 1, 1, Layout::Pixels);
  record({x, result}, [=](const Instance& instance) {
    int64_t parts = in.layout == Layout::Pixels ? 1 : in.channel_blocks();
    for (int64_t image = 0; image < in.n; image++) {
      for (int64_t block = 0; block < parts; block++) {
        auto from = part_rows(instance, x, image, block);
        from.width = std::min(from.width, in.c - block * lanes);
        kernels::mean(from, data(instance, result) + image * in.c + block * lanes);
      }
    }
  });
  return result;
}

Program::Id Program::flatten(Id x) {
  if (values_[x].is_vector() || values_[x].layout == Layout::Planes) {
    x = dense(values_[x].is_vector() ? in_layout(x, Layout::Pixels) : x);
    auto in = values_[x];
    values_.push_back({in.n, in.c * in.h * in.w, 1, 1, Layout::Pixels, in.block, in.offset, in.c * in.h * in.w});
    return static_cast<Id>(values_.size()) - 1;
  }
  x = in_layout(x, Layout::Pixels);
  auto in = values_[x];
  int64_t size = in.c * in.h * in.w;
  Id result = make(in.n, size, 1, 1, Layout::Pixels);
  record({x, result}, [=](const Instance& instance) {
    for (int64_t image = 0; image < in.n; image++)
      kernels::to_planes(part_rows(instance, x, image, 0), data(instance, result) + image * size, in.c, in.h * in.w);
  });
  return result;
}

Program::Id Program::subsample(Id x, int64_t vertical, int64_t horizontal) {
  x = in_layout(x, layout_);
  auto in = values_[x];
  int64_t height = (in.h + vertical - 1) / vertical, width = (in.w + horizontal - 1) / horizontal;
  Id result = make(in.n, in.c, height, width, in.layout);
  record({x, result}, [=](const Instance& instance) {
    int64_t parts = in.layout == Layout::Pixels ? 1 : in.channel_blocks();
    for (int64_t image = 0; image < in.n; image++) {
      for (int64_t block = 0; block < parts; block++) {
        auto from = part_rows(instance, x, image, block), to = part_rows(instance, result, image, block);
        for (int64_t row = 0; row < height; row++)
          kernels::copy({from.data + row * vertical * in.w * from.stride, width, from.width, horizontal * from.stride},
              {to.data + row * width * to.stride, width, to.width, to.stride});
      }
    }
  });
  return result;
}

Program::Id Program::pad_channels(Id x, int64_t before, int64_t behind) {
  x = in_layout(x, layout_);
  auto in = values_[x];
  Id result = make(in.n, before + in.c + behind, in.h, in.w, in.layout);
  record({x, result}, [=](const Instance& instance) {
    std::memset(data(instance, result), 0, values_[result].size() * sizeof(float));
    if (in.layout == Layout::Pixels) {
      auto to = rows(instance, result);
      kernels::copy(rows(instance, x), {to.data + before, to.count, in.c, to.stride});
      return;
    }
    for (int64_t image = 0; image < in.n; image++) {
      for (int64_t c = 0; c < in.c; c++) {
        auto from = part_rows(instance, x, image, c / lanes), to = part_rows(instance, result, image, (c + before) / lanes);
        kernels::copy({from.data + c % lanes, from.count, 1, lanes}, {to.data + (c + before) % lanes, to.count, 1, lanes});
      }
    }
  });
  return result;
}

Program::Id Program::narrow(Id x, int64_t start, int64_t length) {
  x = in_layout(x, Layout::Pixels);
  auto as = values_[x];
  values_[x].is_pinned = true;
  as.offset += start;
  as.c = length;
  as.is_joined = false;
  values_.push_back(as);
  return static_cast<Id>(values_.size()) - 1;
}

Program::Id Program::shuffle(Id x, int64_t groups) {
  x = in_layout(x, Layout::Pixels);
  auto in = values_[x];
  Id result = make(in.n, in.c, in.h, in.w, Layout::Pixels);
  int64_t size = in.c / groups;
  record({x, result}, [=](const Instance& instance) {
    auto from = rows(instance, x), to = rows(instance, result);
    for (int64_t row = 0; row < from.count; row++)
      for (int64_t group = 0; group < groups; group++)
        for (int64_t i = 0; i < size; i++) to.data[row * to.stride + i * groups + group] = from.data[row * from.stride + group * size + i];
  });
  return result;
}

Program::Id Program::make(int64_t n, int64_t c, int64_t h, int64_t w, Layout layout) {
  Value value{n, c, h, w, layout, none, 0, c};
  value.block = reserve(value.size() * sizeof(float));
  values_.push_back(value);
  return static_cast<Id>(values_.size()) - 1;
}

// A value that takes the place of another.
Program::Id Program::same_place(Id as, int64_t c) {
  auto value = values_[as];
  value.c = c;
  value.is_joined = false;
  values_.push_back(value);
  return static_cast<Id>(values_.size()) - 1;
}

// Vectors have one layout, whatever that of the images.
Layout Program::layout_for(Id x) const { return values_[x].is_vector() && values_[x].layout == Layout::Pixels ? Layout::Pixels : layout_; }

Program::Id Program::in_layout(Id x, Layout layout) {
  if (values_[x].layout == layout) return x;
  for (auto& [key, id] : converted_)
    if (key.first == x && key.second == layout) return id;
  if (values_[x].layout == Layout::Pixels) x = dense(x);
  auto in = values_[x];
  Id result = make(in.n, in.c, in.h, in.w, layout);
  if (in.layout == Layout::Planes && layout == Layout::Pixels) {
    record({x, result}, [=](const Instance& instance) {
      int64_t pixels = in.h * in.w;
      for (int64_t image = 0; image < in.n; image++)
        kernels::to_rows(data(instance, x) + image * in.c * pixels, in.c, pixels, part_rows(instance, result, image, 0));
    });
  } else {
    Threads made_for(is_parallel_ ? 1 : threads_);
    const void *from = keep(desc(in)), *to = keep(desc(values_[result]));
    Primitive primitive;
    if (!primitive.make_reorder(from, to)) not_possible("a change of layout");
    record(std::move(primitive), {{arg_src, from, x, nullptr}, {arg_dst, to, result, nullptr}});
  }
  converted_.push_back({{x, layout}, result});
  return result;
}

// The value without gaps between its pixels, which stays so.
Program::Id Program::dense(Id x) {
  if (values_[x].is_dense()) {
    values_[x].is_pinned = true;
    return x;
  }
  auto in = values_[x];
  Id result = make(in.n, in.c, in.h, in.w, in.layout);
  record({x, result}, [=](const Instance& instance) { kernels::copy(rows(instance, x), rows(instance, result)); });
  values_[result].is_pinned = true;
  return result;
}

void Program::record(std::initializer_list<Id> values, Loop loop) {
  steps_.emplace_back();
  steps_.back().loop = std::move(loop);
  for (Id value : values) touch(value);
}

void Program::record(Primitive primitive, std::vector<Operand> operands) {
  steps_.emplace_back();
  auto& step = steps_.back();
  for (auto& operand : operands)
    if (operand.value != none) touch(operand.value);
  if (size_t bytes = primitive.scratch_bytes()) {
    step.scratch = reserve(bytes);
    blocks_[step.scratch].first = blocks_[step.scratch].last = static_cast<int>(steps_.size()) - 1;
    operands.push_back({arg_scratchpad, primitive.desc(query_scratchpad), none, nullptr});
  }
  step.primitive = std::move(primitive);
  step.operands = std::move(operands);
}

// Notes that the newest step reads or writes a value.
void Program::touch(Id value) {
  if (values_[value].block == none) return;
  auto& block = blocks_[values_[value].block];
  int step = static_cast<int>(steps_.size()) - 1;
  block.first = std::min(block.first, step);
  block.last = std::max(block.last, step);
}

int Program::reserve(int64_t bytes) {
  blocks_.push_back({(bytes + 63) / 64 * 64, std::numeric_limits<int>::max(), -1});
  return static_cast<int>(blocks_.size()) - 1;
}

const void* Program::keep(MemoryDesc desc) {
  descs_.push_back(std::make_unique<MemoryDesc>(desc));
  return descs_.back().get();
}

// A copy that ends with zeros, so that whole blocks of channels can be read.
float* Program::keep(const float* data, int64_t size) {
  int64_t padded = (size + lanes - 1) / lanes * lanes;
  weights_.push_back(allocate(padded * sizeof(float)));
  weight_bytes_ += padded * static_cast<int64_t>(sizeof(float));
  auto* copy = reinterpret_cast<float*>(weights_.back().get());
  std::fill(std::copy(data, data + size, copy), copy + padded, 0.f);
  return copy;
}

void* Program::pack(const float* weight, const MemoryDesc& plain, const void* wanted) {
  auto* library = Library::find();
  size_t bytes = library->memory_desc_get_size(wanted);
  weights_.push_back(allocate(bytes));
  weight_bytes_ += static_cast<int64_t>(bytes);
  void* packed = weights_.back().get();
  Primitive reorder;
  if (!reorder.make_reorder(&plain, wanted)) not_possible("packing weights");
  Memory from(&plain, const_cast<float*>(weight)), to(wanted, packed);
  std::vector<ExecArg> args{{arg_src, from.get()}, {arg_dst, to.get()}};
  Buffer scratch = allocate(std::max<size_t>(1, reorder.scratch_bytes()));
  Memory scratch_memory(reorder.scratch_bytes() ? reorder.desc(query_scratchpad) : &plain, scratch.get());
  if (reorder.scratch_bytes()) args.push_back({arg_scratchpad, scratch_memory.get()});
  reorder.run(library->stream, args);
  return packed;
}

MemoryDesc Program::desc(const Value& value) const {
  return image(value.layout == Layout::Planes ? nchw : value.layout == Layout::Pixels ? nhwc : nChw16c, value.n, value.c, value.h, value.w);
}

float* Program::data(const Instance& instance, Id id) const {
  auto& value = values_[id];
  if (value.block == none) return const_cast<float*>(instance.images) + value.offset;
  return reinterpret_cast<float*>(instance.memory.get() + blocks_[value.block].place) + value.offset;
}

kernels::Rows Program::rows(const Instance& instance, Id id) const {
  auto& value = values_[id];
  if (value.layout == Layout::Blocks) return {data(instance, id), value.size() / lanes, lanes, lanes};
  return {data(instance, id), value.n * value.h * value.w, value.c, value.stride};
}

// The values of a dense one, in longer rows.
kernels::Rows Program::long_rows(const Instance& instance, Id id) const {
  constexpr int64_t longest = 4096;
  auto all = rows(instance, id);
  while (all.count % 2 == 0 && all.width < longest) all.count /= 2, all.width *= 2;
  all.stride = all.width;
  return all;
}

// One image, or a block of its channels.
kernels::Rows Program::part_rows(const Instance& instance, Id id, int64_t image, int64_t block) const {
  auto& value = values_[id];
  int64_t pixels = value.h * value.w;
  if (value.layout == Layout::Blocks) return {data(instance, id) + (image * value.channel_blocks() + block) * pixels * lanes, pixels, lanes, lanes};
  return {data(instance, id) + image * pixels * value.stride, pixels, value.c, value.stride};
}

void Program::finish(Id result) {
  if (!values_[result].is_vector()) not_possible("an image as the result");
  result_ = dense(in_layout(result, Layout::Pixels));
  // The caller reads the result after the last step.
  if (values_[result_].block == none) not_possible("a program without a step");
  blocks_[values_[result_].block].last = static_cast<int>(steps_.size());
  place_blocks();
  instances_.resize(is_parallel_ ? threads_ : 1);
  for (auto& instance : instances_) bind(instance);
}

// The largest first, each at the lowest place that is free as long as it lives: "greedy by size" of Pisarchyk and Lee (2020).
void Program::place_blocks() {
  std::vector<Block*> open, placed;
  for (auto& block : blocks_) open.push_back(&block);
  std::stable_sort(open.begin(), open.end(), [](auto* a, auto* b) { return a->bytes > b->bytes; });
  for (auto* block : open) {
    int64_t place = 0;
    for (auto* other : placed) {  // in order of their places
      if (other->last < block->first || other->first > block->last) continue;
      if (other->place >= place + block->bytes) break;
      place = std::max(place, other->place + other->bytes);
    }
    block->place = place;
    placed.insert(std::upper_bound(placed.begin(), placed.end(), block, [](auto* a, auto* b) { return a->place < b->place; }), block);
    planned_ = std::max(planned_, place + block->bytes);
  }
  for (int step = 0; step < static_cast<int>(steps_.size()); step++) {
    int64_t alive = 0;
    for (auto& block : blocks_)
      if (block.first <= step && step <= block.last) alive += block.bytes;
    needed_ = std::max(needed_, alive);
  }
}

void Program::bind(Instance& instance) {
  instance.memory = allocate(planned_);
  for (auto& step : steps_) {
    auto& memories = instance.memories.emplace_back();
    auto& args = instance.args.emplace_back();
    memories.reserve(step.operands.size());
    for (auto& operand : step.operands) {
      void* place = operand.arg == arg_scratchpad ? instance.memory.get() + blocks_[step.scratch].place
          : operand.value != none                 ? data(instance, operand.value)
                                                  : operand.data;
      memories.emplace_back(operand.desc, place);
      args.push_back({operand.arg, memories.back().get()});
    }
  }
}

void Program::run_part(Instance& instance, const float* images, int64_t skip, float* output) {
  instance.images = images;
  for (size_t s = 0; s < steps_.size(); s++) {
    auto& step = steps_[s];
    if (step.loop) {
      step.loop(instance);
      continue;
    }
    for (size_t k = 0; k < step.operands.size(); k++) {
      Id value = step.operands[k].value;
      if (value != none && values_[value].block == none) instance.memories[s][k].point_at(data(instance, value));
    }
    step.primitive.run(Library::find()->stream, instance.args[s]);
  }
  int64_t rows = values_[result_].n - skip, columns = outputs();
  std::memcpy(output, data(instance, result_) + skip * columns, rows * columns * sizeof(float));
}

void Program::run(const float* images, int64_t batch, float* output) {
  Threads set(threads_);
  auto& in = values_[0];
  int64_t size = in.c * in.h * in.w, parts = (batch + in.n - 1) / in.n, columns = outputs();
  if (batch < in.n) throw std::runtime_error("a batch smaller than the program's");
  std::string error;
  // The last part begins before the one before it ends where the batch is no multiple, and gives only what is new.
  auto part = [&](Instance& instance, int64_t p) {
    int64_t first = std::min(p * in.n, batch - in.n), skip = p * in.n - first;
    run_part(instance, images + first * size, skip, output + (first + skip) * columns);
  };
  if (!is_parallel_) {
    for (int64_t p = 0; p < parts; p++) part(instances_[0], p);
    return;
  }
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads_)
  for (int64_t p = 0; p < parts; p++) {
    try {
      part(instances_[omp_get_thread_num()], p);
    } catch (const std::exception& e) {
#pragma omp critical
      error = e.what();
    }
  }
  if (!error.empty()) throw std::runtime_error(error);
}

}  // namespace modelgen
