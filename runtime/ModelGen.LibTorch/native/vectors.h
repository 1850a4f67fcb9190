// A few numbers at a time, by GCC's vector types. MODELGEN_LANES says how many a register holds; the file that includes this is compiled for
// one instruction set, and nothing here is seen by another file.
#pragma once

#include "loops.h"

#define MODELGEN_INLINE inline __attribute__((always_inline))

namespace modelgen::loops {

namespace {

constexpr int64_t lanes = MODELGEN_LANES;

typedef float Floats __attribute__((vector_size(4 * MODELGEN_LANES)));
typedef uint32_t Words __attribute__((vector_size(4 * MODELGEN_LANES)));
typedef uint16_t Halves __attribute__((vector_size(2 * MODELGEN_LANES)));

MODELGEN_INLINE Floats all(float value) { return Floats{} + value; }

MODELGEN_INLINE Floats load(const float* from) {
  Floats values;
  __builtin_memcpy(&values, from, sizeof values);
  return values;
}

MODELGEN_INLINE Floats load(const BFloat16* from) {
  Halves halves;
  __builtin_memcpy(&halves, from, sizeof halves);
  return reinterpret_cast<Floats>(__builtin_convertvector(halves, Words) << 16);
}

MODELGEN_INLINE void store(float* to, Floats values) { __builtin_memcpy(to, &values, sizeof values); }

// To the nearest, of two equally near the even one, as libtorch rounds; every NaN becomes the same one.
MODELGEN_INLINE void store(BFloat16* to, Floats values) {
  Words bits = reinterpret_cast<Words>(values);
  Words rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  Halves halves = __builtin_convertvector(values == values ? rounded : Words{} + 0x7fc0, Halves);
  __builtin_memcpy(to, &halves, sizeof halves);
}

// NaN stays NaN.
MODELGEN_INLINE Floats clamp(Floats values, Floats low, Floats high) {
  values = values < low ? low : values;
  return values > high ? high : values;
}

// The gradient of a clamp, given its input or its output: none at the bounds and beyond.
MODELGEN_INLINE Floats clamp_gradient(Floats gradient, Floats values, Floats low, Floats high) {
  gradient = values <= low ? Floats{} : gradient;
  return values >= high ? Floats{} : gradient;
}

}  // namespace

}  // namespace modelgen::loops
