// A clamp and its gradient, value by value; and the table of all loops.
#pragma once

#include "norm_loops.h"

namespace modelgen::loops {

namespace {

// Values in front of a vector's worth of room, for counts that fill no vector.
template <typename T>
struct Padded {
  T values[lanes] = {};

  MODELGEN_INLINE Padded() = default;
  MODELGEN_INLINE Padded(const T* from, int64_t count) {
    for (int64_t k = 0; k < count; k++) values[k] = from[k];
  }
  MODELGEN_INLINE void copy_to(T* to, int64_t count) const {
    for (int64_t k = 0; k < count; k++) to[k] = values[k];
  }
};

template <typename T>
void clamp(const T* x, T* y, int64_t count, Bounds bounds) {
  Floats low = all(bounds.low), high = all(bounds.high);
  int64_t at = 0;
  for (; at + lanes <= count; at += lanes) store(y + at, clamp(load(x + at), low, high));
  Padded<T> rest(x + at, count - at);
  store(rest.values, clamp(load(rest.values), low, high));
  rest.copy_to(y + at, count - at);
}

template <typename T>
void clamp_gradient(const T* y, const T* dy, T* dx, int64_t count, Bounds bounds) {
  Floats low = all(bounds.low), high = all(bounds.high);
  int64_t at = 0;
  for (; at + lanes <= count; at += lanes) store(dx + at, clamp_gradient(load(dy + at), load(y + at), low, high));
  Padded<T> outputs(y + at, count - at), rest(dy + at, count - at);
  store(rest.values, clamp_gradient(load(rest.values), load(outputs.values), low, high));
  rest.copy_to(dx + at, count - at);
}

template <typename T>
constexpr Loops<T> loops_of() {
  return {moments<T>, normalize<T>, gradient_sums<T>, input_gradient<T>, clamp<T>, clamp_gradient<T>};
}

}  // namespace

}  // namespace modelgen::loops
