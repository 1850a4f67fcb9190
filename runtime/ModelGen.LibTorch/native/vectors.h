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

MODELGEN_INLINE float square_root(float value) { return __builtin_sqrtf(value); }

// GCC's vector types have no square root of their own.
MODELGEN_INLINE Floats square_root(Floats values) {
#if defined(__x86_64__) && MODELGEN_LANES == 16
  return __builtin_ia32_sqrtps512_mask(values, values, 0xffff, 4);
#elif defined(__x86_64__) && MODELGEN_LANES == 8
  return __builtin_ia32_sqrtps256(values);
#elif defined(__x86_64__) && MODELGEN_LANES == 4
  return __builtin_ia32_sqrtps(values);
#else
  for (int64_t k = 0; k < lanes; k++) values[k] = square_root(values[k]);
  return values;
#endif
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
