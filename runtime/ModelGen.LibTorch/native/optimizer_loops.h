// An optimizer's step over a part of a parameter, each tensor read and written once.
#pragma once

#include "vectors.h"

namespace modelgen::loops {

namespace {

double square_sum(const float* values, int64_t count) {
  Floats sums[4] = {};
  int64_t at = 0;
  for (; at + 4 * lanes <= count; at += 4 * lanes)
    for (int v = 0; v < 4; v++) {
      Floats some = load(values + at + v * lanes);
      sums[v] += some * some;
    }
  double sum = 0;
  for (; at < count; at++) sum += static_cast<double>(values[at]) * values[at];
  for (int v = 0; v < 4; v++)
    for (int64_t k = 0; k < lanes; k++) sum += sums[v][k];
  return sum;
}

// One value or a vector of them.
template <typename V>
struct Step {
  V rate, decay, momentum;
  bool nesterov;

  // Gives the value; the buffer changes in place.
  MODELGEN_INLINE V operator()(V value, V gradient, V& buffer) const {
    V g = gradient + decay * value;
    buffer = momentum * buffer + g;
    return value - rate * (nesterov ? g + momentum * buffer : buffer);
  }
};

template <bool nesterov>
MODELGEN_INLINE void sgd_with_momentum(float* value, const float* gradient, float* buffer, int64_t count, float rate, float decay, float momentum) {
  Step<Floats> step{all(rate), all(decay), all(momentum), nesterov};
  int64_t at = 0;
  for (; at + lanes <= count; at += lanes) {
    Floats kept = load(buffer + at);
    store(value + at, step(load(value + at), load(gradient + at), kept));
    store(buffer + at, kept);
  }
  Step<float> single{rate, decay, momentum, nesterov};
  for (; at < count; at++) value[at] = single(value[at], gradient[at], buffer[at]);
}

void sgd(float* value, const float* gradient, float* buffer, int64_t count, float rate, float decay, float momentum, bool nesterov) {
  if (buffer && nesterov) return sgd_with_momentum<true>(value, gradient, buffer, count, rate, decay, momentum);
  if (buffer) return sgd_with_momentum<false>(value, gradient, buffer, count, rate, decay, momentum);
  int64_t at = 0;
  for (; at + lanes <= count; at += lanes) {
    Floats old = load(value + at);
    store(value + at, old - rate * (load(gradient + at) + decay * old));
  }
  for (; at < count; at++) value[at] -= rate * (gradient[at] + decay * value[at]);
}

// One value or a vector of them; the numbers are those of loops.h. Gives the value; mean and square change in place.
template <typename V>
MODELGEN_INLINE V adam_step(V value, V gradient, V& mean, V& square, const AdamNumbers& by) {
  V g = gradient + by.decay * value;
  mean = by.beta1 * mean + by.rest1 * g;
  square = by.beta2 * square + by.rest2 * g * g;
  return by.kept * value - by.rate * mean / (square_root(square) / by.correction + by.eps);
}

void adam(float* value, const float* gradient, float* mean, float* square, int64_t count, AdamNumbers by) {
  int64_t at = 0;
  for (; at + lanes <= count; at += lanes) {
    Floats m = load(mean + at), s = load(square + at);
    store(value + at, adam_step(load(value + at), load(gradient + at), m, s, by));
    store(mean + at, m);
    store(square + at, s);
  }
  for (; at < count; at++) value[at] = adam_step(value[at], gradient[at], mean[at], square[at], by);
}

template <bool has_momentum, typename V>
MODELGEN_INLINE V rmsprop_step(V value, V gradient, V& square, V& buffer, const RmsPropNumbers& by) {
  V g = gradient + by.decay * value;
  square = by.alpha * square + by.rest * g * g;
  V step = g / (square_root(square) + by.eps);
  if (has_momentum) buffer = step = by.momentum * buffer + step;
  return value - by.rate * step;
}

template <bool has_momentum>
MODELGEN_INLINE void rmsprop_by(float* value, const float* gradient, float* square, float* buffer, int64_t count, RmsPropNumbers by) {
  int64_t at = 0;
  for (; at + lanes <= count; at += lanes) {
    Floats s = load(square + at), kept = has_momentum ? load(buffer + at) : Floats{};
    store(value + at, rmsprop_step<has_momentum>(load(value + at), load(gradient + at), s, kept, by));
    store(square + at, s);
    if (has_momentum) store(buffer + at, kept);
  }
  float none = 0;
  for (; at < count; at++)
    value[at] = rmsprop_step<has_momentum>(value[at], gradient[at], square[at], has_momentum ? buffer[at] : none, by);
}

void rmsprop(float* value, const float* gradient, float* square, float* buffer, int64_t count, RmsPropNumbers by) {
  if (buffer) return rmsprop_by<true>(value, gradient, square, buffer, count, by);
  rmsprop_by<false>(value, gradient, square, nullptr, count, by);
}

}  // namespace

}  // namespace modelgen::loops
