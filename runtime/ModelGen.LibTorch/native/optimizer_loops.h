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

}  // namespace

}  // namespace modelgen::loops
