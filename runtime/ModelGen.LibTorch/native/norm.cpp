// Batch normalisation together with what follows it in a residual network: an addition, a rectifier. libtorch makes a pass over memory, and
// for the backward pass a tensor, of each; here they are the two passes of the norm. What the loops cannot do goes to libtorch's operators.
#include "shim.h"

#include <cmath>
#include <limits>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include "clamp.h"
#include "loops.h"

using namespace modelgen;
using loops::BFloat16;
using loops::Bounds;
using loops::Gate;
using loops::Gated;
using loops::Rows;
using torch::autograd::variable_list;

namespace {

// The layer, but for what is learned.
struct Layer {
  at::Tensor running_mean;
  at::Tensor running_variance;
  bool uses_batch;
  double momentum;
  double epsilon;
  Bounds bounds;

  bool has_activation() const { return std::isfinite(bounds.low) || std::isfinite(bounds.high); }
};

// Below this many values, waking another thread costs more than it saves.
constexpr int64_t worth_sharing = 1 << 15;
// Wider rows would leave too few of them to a tile.
constexpr int64_t widest = 2048;

// How the channels of a tensor fill rows: as few rows' worth of channels as make whole groups of vectors.
struct Division {
  int64_t channels;
  int64_t copies;
  Rows rows;
  int64_t parts;

  int64_t count() const { return rows.count * copies; }

  Rows part(int64_t index) const { return {begin(index + 1) - begin(index), rows.width}; }
  int64_t begin(int64_t index) const { return rows.count * index / parts; }

  // A value for each channel, as one for each column.
  std::vector<float> spread(const std::vector<float>& values) const {
    std::vector<float> columns(rows.width);
    for (int64_t c = 0; c < rows.width; c++) columns[c] = values[c % channels];
    return columns;
  }

  template <typename Body>
  void for_parts(const Body& body) const {
    at::parallel_for(0, parts, 1, [&](int64_t first, int64_t last) {
      for (int64_t part = first; part < last; part++) body(part);
    });
  }
};

// Nothing where the loops do not fit the tensor.
c10::optional<Division> divide(const at::Tensor& x) {
  int64_t channels = x.size(1), count = channels == 0 ? 0 : x.numel() / channels;
  for (int64_t group : {4 * loops::least_width, loops::least_width, int64_t{1}}) {
    int64_t copies = 1;
    while (copies * channels % group != 0) copies++;
    int64_t width = copies * channels;
    if (count < 2 || count % copies != 0 || width < loops::least_width || (copies > 1 && width > widest)) continue;
    Rows rows{count / copies, width};
    int64_t parts = x.numel() < worth_sharing ? 1 : std::min<int64_t>(at::get_num_threads(), rows.count);
    return Division{channels, copies, rows, parts};
  }
  return c10::nullopt;
}

at::MemoryFormat layout_of(const at::Tensor& x) { return x.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous; }

bool is_plain(const at::Tensor& values, int64_t channels) {
  return !values.defined() || (values.scalar_type() == at::kFloat && values.device().is_cpu() && values.dim() == 1 && values.size(0) == channels && values.is_contiguous());
}

bool fits(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const Layer& layer) {
  bool is_known = x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16;
  return is_known && x.device().is_cpu() && (x.dim() == 2 || x.dim() == 4) && x.is_contiguous(layout_of(x)) && is_plain(weight, x.size(1)) &&
         is_plain(bias, x.size(1)) && is_plain(layer.running_mean, x.size(1)) && is_plain(layer.running_variance, x.size(1)) &&
         (layer.uses_batch || (layer.running_mean.defined() && layer.running_variance.defined())) && divide(x).has_value();
}

template <typename T>
const T* data(const at::Tensor& tensor) {
  return static_cast<const T*>(tensor.defined() ? tensor.data_ptr() : nullptr);
}

std::vector<float> values_of(const at::Tensor& tensor, int64_t channels, float otherwise) {
  if (!tensor.defined()) return std::vector<float>(channels, otherwise);
  auto* first = tensor.data_ptr<float>();
  return std::vector<float>(first, first + channels);
}

// Calls body with a value of the type that the tensor's elements have.
template <typename Body>
void with_type(const at::Tensor& x, const Body& body) {
  if (x.scalar_type() == at::kFloat) body(float());
  else body(BFloat16());
}

// Each channel's mean and 1 / √(variance + ε).
struct Statistics {
  std::vector<float> mean;
  std::vector<float> factor;
};

// Those of the batch; the running ones follow it, with the variance of the population that the batch is a sample of, as in torch.nn.
template <typename T>
Statistics of_batch(const T* x, const Division& division, const Layer& layer) {
  int64_t width = division.rows.width, channels = division.channels;
  std::vector<double> means(division.parts * width), squares(division.parts * width);
  division.for_parts([&](int64_t part) {
    loops::of_processor<T>().moments(x + division.begin(part) * width, division.part(part), means.data() + part * width, squares.data() + part * width);
  });
  Statistics statistics{std::vector<float>(channels), std::vector<float>(channels)};
  auto count = static_cast<double>(division.count());
  for (int64_t c = 0; c < channels; c++) {
    double mean = 0, square = 0;
    for (int64_t part = 0; part < division.parts; part++)
      for (int64_t column = part * width + c; column < (part + 1) * width; column += channels)
        mean += means[column] * static_cast<double>(division.part(part).count) / count;
    for (int64_t part = 0; part < division.parts; part++)
      for (int64_t column = part * width + c; column < (part + 1) * width; column += channels)
        square += squares[column] + static_cast<double>(division.part(part).count) * (means[column] - mean) * (means[column] - mean);
    statistics.mean[c] = static_cast<float>(mean);
    statistics.factor[c] = static_cast<float>(1 / std::sqrt(square / count + layer.epsilon));
    if (layer.running_mean.defined()) {
      float& running = layer.running_mean.data_ptr<float>()[c];
      running = static_cast<float>(layer.momentum * mean + (1 - layer.momentum) * running);
    }
    if (layer.running_variance.defined()) {
      float& running = layer.running_variance.data_ptr<float>()[c];
      running = static_cast<float>(layer.momentum * square / (count - 1) + (1 - layer.momentum) * running);
    }
  }
  return statistics;
}

Statistics of_past(const Layer& layer, int64_t channels) {
  Statistics statistics{values_of(layer.running_mean, channels, 0), values_of(layer.running_variance, channels, 1)};
  for (auto& value : statistics.factor) value = static_cast<float>(1 / std::sqrt(value + layer.epsilon));
  return statistics;
}

// The norm as one factor and one summand for each channel.
struct Affine {
  std::vector<float> scale;
  std::vector<float> shift;

  Affine(const Statistics& statistics, const at::Tensor& weight, const at::Tensor& bias)
      : scale(values_of(weight, statistics.mean.size(), 1)), shift(values_of(bias, statistics.mean.size(), 0)) {
    for (size_t c = 0; c < scale.size(); c++) {
      scale[c] *= statistics.factor[c];
      shift[c] -= statistics.mean[c] * scale[c];
    }
  }
};

at::Tensor run(const at::Tensor& x, const Affine& affine, const at::Tensor& added, Bounds bounds) {
  auto division = *divide(x);
  auto y = at::empty_like(x);
  auto scale = division.spread(affine.scale), shift = division.spread(affine.shift);
  with_type(x, [&](auto type) {
    using T = decltype(type);
    auto *from = data<T>(x), *other = data<T>(added);
    auto* to = static_cast<T*>(y.data_ptr());
    division.for_parts([&](int64_t part) {
      int64_t at = division.begin(part) * division.rows.width;
      loops::of_processor<T>().normalize(from + at, other ? other + at : nullptr, to + at, division.part(part), scale.data(), shift.data(), bounds);
    });
  });
  return y;
}

at::Tensor as_tensor(const std::vector<float>& values) { return at::tensor(values, at::kFloat); }

std::vector<float> as_vector(const at::Tensor& values) { return values_of(values, values.numel(), 0); }

// The gradients of one call, in the order of NormFunction::forward's arguments.
struct Gradients {
  at::Tensor x, weight, bias, added;
};

// An absent tensor is none to libtorch's functions.
using Optional = c10::optional<at::Tensor>;

Optional optional(const at::Tensor& tensor) { return tensor.defined() ? Optional(tensor) : c10::nullopt; }

class NormFunction : public torch::autograd::Function<NormFunction> {
 public:
  static at::Tensor forward(
      torch::autograd::AutogradContext* context, const at::Tensor& x, const Optional& weights, const Optional& biases, const Optional& others, const Layer& layer) {
    auto weight = weights.value_or(at::Tensor()), bias = biases.value_or(at::Tensor()), added = others.value_or(at::Tensor());
    Statistics statistics;
    if (layer.uses_batch)
      with_type(x, [&](auto type) { statistics = of_batch(data<decltype(type)>(x), *divide(x), layer); });
    else
      statistics = of_past(layer, x.size(1));
    auto y = run(x, Affine(statistics, weight, bias), added, layer.bounds);
    bool reads_output = added.defined() && layer.has_activation();
    context->save_for_backward({x, weight, bias, reads_output ? y : at::Tensor(), as_tensor(statistics.mean), as_tensor(statistics.factor)});
    context->saved_data["adds"] = added.defined();
    context->saved_data["uses_batch"] = layer.uses_batch;
    context->saved_data["epsilon"] = layer.epsilon;
    context->saved_data["low"] = static_cast<double>(layer.bounds.low);
    context->saved_data["high"] = static_cast<double>(layer.bounds.high);
    return y;
  }

  static variable_list backward(torch::autograd::AutogradContext* context, variable_list outputs) {
    auto saved = context->get_saved_variables();
    auto gradients = at::GradMode::is_enabled() ? recorded(context, saved, outputs[0]) : computed(context, saved, outputs[0]);
    return {gradients.x, gradients.weight, gradients.bias, gradients.added, at::Tensor()};
  }

 private:
  static Bounds bounds_of(torch::autograd::AutogradContext* context) {
    return {static_cast<float>(context->saved_data["low"].toDouble()), static_cast<float>(context->saved_data["high"].toDouble())};
  }

  // Which of the gradients are asked for. Absent tensors are not counted.
  struct Wanted {
    bool x, weight, bias, added;

    Wanted(torch::autograd::AutogradContext* context, const variable_list& saved) {
      size_t next = 0;
      x = context->needs_input_grad(next++);
      weight = saved[1].defined() && context->needs_input_grad(next++);
      bias = saved[2].defined() && context->needs_input_grad(next++);
      added = context->saved_data["adds"].toBool() && context->needs_input_grad(next);
    }
  };

  static Gradients computed(torch::autograd::AutogradContext* context, const variable_list& saved, at::Tensor dy) {
    const auto &x = saved[0], &weight = saved[1], &bias = saved[2], &y = saved[3];
    auto division = *divide(x);
    Bounds bounds = bounds_of(context);
    bool is_open = !std::isfinite(bounds.low) && !std::isfinite(bounds.high), uses_batch = context->saved_data["uses_batch"].toBool();
    dy = dy.to(x.scalar_type()).contiguous(layout_of(x));
    Statistics statistics{as_vector(saved[4]), as_vector(saved[5])};
    Affine affine(statistics, weight, bias);
    auto scale = division.spread(affine.scale), shift = division.spread(affine.shift), mean = division.spread(statistics.mean);
    int64_t width = division.rows.width, channels = division.channels;

    Gradients gradients;
    Wanted wanted(context, saved);
    if (wanted.added) gradients.added = is_open ? dy : at::empty_like(x);
    if (wanted.x) gradients.x = at::empty_like(x);
    std::vector<double> sums(division.parts * width), products(division.parts * width);
    with_type(x, [&](auto type) {
      using T = decltype(type);
      Gate gate = is_open ? Gate::Open : y.defined() ? Gate::FromOutput : Gate::FromInput;
      auto* opened = static_cast<T*>(gradients.added.defined() && !is_open ? gradients.added.data_ptr() : nullptr);
      auto of_part = [&](int64_t part) {
        int64_t at = division.begin(part) * width;
        return Gated<T>{data<T>(dy) + at, data<T>(x) + at, gate == Gate::FromOutput ? data<T>(y) + at : nullptr, gate, bounds, scale.data(), shift.data(), mean.data()};
      };
      division.for_parts([&](int64_t part) {
        int64_t at = division.begin(part) * width;
        loops::of_processor<T>().gradient_sums(of_part(part), opened ? opened + at : nullptr, division.part(part), sums.data() + part * width, products.data() + part * width);
      });
      fold(sums, channels);
      fold(products, channels);
      if (!wanted.x) return;

      auto count = static_cast<double>(division.count());
      std::vector<float> slope(channels), summand(channels);
      for (int64_t c = 0; c < channels && uses_batch; c++) {
        slope[c] = static_cast<float>(-affine.scale[c] * static_cast<double>(statistics.factor[c]) * statistics.factor[c] * products[c] / count);
        summand[c] = static_cast<float>(-affine.scale[c] * sums[c] / count);
      }
      auto b = division.spread(slope), c = division.spread(summand);
      auto* to = static_cast<T*>(gradients.x.data_ptr());
      division.for_parts([&](int64_t part) {
        int64_t at = division.begin(part) * width;
        auto from = of_part(part);
        if (opened) from.dy = opened + at, from.gate = Gate::Open;
        loops::of_processor<T>().input_gradient(from, to + at, division.part(part), scale.data(), b.data(), c.data());
      });
    });
    if (wanted.weight) {
      gradients.weight = at::empty({channels}, at::kFloat);
      for (int64_t c = 0; c < channels; c++) gradients.weight.data_ptr<float>()[c] = static_cast<float>(products[c] * statistics.factor[c]);
    }
    if (wanted.bias) {
      gradients.bias = at::empty({channels}, at::kFloat);
      for (int64_t c = 0; c < channels; c++) gradients.bias.data_ptr<float>()[c] = static_cast<float>(sums[c]);
    }
    return gradients;
  }

  // Adds up what parts and copies have for a channel, in the first places.
  static void fold(std::vector<double>& columns, int64_t channels) {
    for (size_t column = channels; column < columns.size(); column++) columns[column % channels] += columns[column];
  }

  // By libtorch's operators, so that the gradients can be differentiated again.
  static Gradients recorded(torch::autograd::AutogradContext* context, const variable_list& saved, at::Tensor dy) {
    const auto &x = saved[0], &weight = saved[1], &bias = saved[2], &y = saved[3];
    bool uses_batch = context->saved_data["uses_batch"].toBool();
    double epsilon = context->saved_data["epsilon"].toDouble();
    at::Tensor mean, variance;
    if (!uses_batch) mean = saved[4], variance = saved[5].pow(-2) - epsilon;
    auto z = at::batch_norm(x, weight, bias, mean, variance, uses_batch, 0, epsilon, false);
    Bounds bounds = bounds_of(context);
    auto passed = y.defined() ? y.detach() : z.detach();
    dy = at::where((passed <= bounds.low).logical_or(passed >= bounds.high), at::zeros({}, dy.options()), dy);
    variable_list inputs;
    for (auto& input : {x, weight, bias})
      if (input.defined() && input.requires_grad()) inputs.push_back(input);
    auto found = inputs.empty() ? variable_list() : torch::autograd::grad({z}, inputs, {dy}, true, true);
    Gradients gradients;
    if (context->saved_data["adds"].toBool()) gradients.added = dy;
    size_t next = 0;
    for (auto [input, gradient] : {std::make_pair(&x, &gradients.x), std::make_pair(&weight, &gradients.weight), std::make_pair(&bias, &gradients.bias)})
      if (input->defined() && input->requires_grad()) *gradient = found[next++];
    return gradients;
  }
};

// The sum in libtorch's way, and the clamp.
at::Tensor follow(at::Tensor y, const at::Tensor& added, const Layer& layer) {
  if (added.defined()) y = y.add_(added);
  if (!layer.has_activation()) return y;
  return layer.bounds.low == 0 && std::isinf(layer.bounds.high) ? y.relu_() : clamped(y, layer.bounds.low, layer.bounds.high);
}

}  // namespace

// clamp(batch_norm(input) + added, low, high): without an addition where added is null, without an activation where the bounds are infinite.
// Running statistics may be null where the batch's are used, weight and bias always.
MODELGEN_API int modelgen_batch_norm(void* input, void* weight, void* bias, void* running_mean, void* running_variance, int32_t uses_batch,
                                     double momentum, double epsilon, void* added, float low, float high, void** result) {
  return guarded([&] {
    auto& x = tensor_of(input);
    auto w = optional_tensor(weight), b = optional_tensor(bias), other = optional_tensor(added);
    Layer layer{optional_tensor(running_mean), optional_tensor(running_variance), uses_batch != 0, momentum, epsilon, {low, high}};
    if (!fits(x, w, b, layer)) {
      auto y = at::batch_norm(x, w, b, layer.running_mean, layer.running_variance, layer.uses_batch, momentum, epsilon, true);
      *result = give(follow(std::move(y), other, layer));
    } else if (other.defined() && (other.scalar_type() != x.scalar_type() || other.sizes() != x.sizes() || !other.device().is_cpu())) {
      Layer alone = layer;
      alone.bounds = {-std::numeric_limits<float>::infinity(), std::numeric_limits<float>::infinity()};
      *result = give(follow(NormFunction::apply(x, optional(w), optional(b), Optional(), alone), other, layer));
    } else {
      if (other.defined()) other = other.contiguous(layout_of(x));
      *result = give(NormFunction::apply(x, optional(w), optional(b), optional(other), layer));
    }
  });
}
