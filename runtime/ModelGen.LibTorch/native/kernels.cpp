#pragma GCC optimize("O3")
#include "kernels.h"

#include <algorithm>
#include <cstring>

// One body, compiled for each instruction set that matters; the loader picks.
#define MODELGEN_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))

namespace modelgen::kernels {

namespace {

// Below this many values, waking another thread costs more than it saves.
constexpr int64_t worth_sharing = 1 << 15;

// Threads of a program that runs on several come here alone, so these loops share work only where the program does not.
bool is_large(const Rows& rows) { return rows.count * rows.width > worth_sharing; }

}  // namespace

MODELGEN_CLONES static void scale_shift_row(
    const float* __restrict x, float* __restrict y, int64_t n, const float* __restrict scale, const float* __restrict shift, float low,
    float high) {
  for (int64_t c = 0; c < n; c++) {
    float value = x[c] * scale[c] + shift[c];
    value = value < low ? low : value;
    y[c] = value > high ? high : value;
  }
}

MODELGEN_CLONES static void add_row(const float* x, const float* other, float* y, int64_t n, float low, float high) {
#pragma GCC ivdep
  for (int64_t c = 0; c < n; c++) {
    float value = x[c] + other[c];
    value = value < low ? low : value;
    y[c] = value > high ? high : value;
  }
}

MODELGEN_CLONES static void multiply_row(const float* x, const float* other, float* y, int64_t n) {
#pragma GCC ivdep
  for (int64_t c = 0; c < n; c++) y[c] = x[c] * other[c];
}

MODELGEN_CLONES static void clamp_row(float* x, int64_t n, float low, float high) {
  for (int64_t c = 0; c < n; c++) {
    float value = x[c] < low ? low : x[c];
    x[c] = value > high ? high : value;
  }
}

MODELGEN_CLONES static void leaky_relu_row(float* x, int64_t n, float slope) {
  for (int64_t c = 0; c < n; c++) x[c] = x[c] < 0 ? x[c] * slope : x[c];
}

MODELGEN_CLONES static void hardsigmoid_row(float* x, int64_t n) {
  for (int64_t c = 0; c < n; c++) {
    float value = x[c] + 3;
    value = value < 0 ? 0 : value;
    x[c] = (value > 6 ? 6 : value) / 6;
  }
}

MODELGEN_CLONES static void accumulate_row(const float* __restrict x, float* __restrict sum, int64_t n) {
  for (int64_t c = 0; c < n; c++) sum[c] += x[c];
}

void scale_shift(const Rows& from, const Rows& to, const float* scale, const float* shift, float low, float high) {
#pragma omp parallel for schedule(static) if (is_large(from))
  for (int64_t r = 0; r < from.count; r++)
    scale_shift_row(from.data + r * from.stride, to.data + r * to.stride, from.width, scale, shift, low, high);
}

void add(const Rows& from, const Rows& other, const Rows& to, float low, float high) {
#pragma omp parallel for schedule(static) if (is_large(from))
  for (int64_t r = 0; r < from.count; r++)
    add_row(from.data + r * from.stride, other.data + r * other.stride, to.data + r * to.stride, from.width, low, high);
}

void multiply(const Rows& from, const Rows& other, const Rows& to) {
#pragma omp parallel for schedule(static) if (is_large(from))
  for (int64_t r = 0; r < from.count; r++)
    multiply_row(from.data + r * from.stride, other.data + r * other.stride, to.data + r * to.stride, from.width);
}

void copy(const Rows& from, const Rows& to) {
#pragma omp parallel for schedule(static) if (is_large(from))
  for (int64_t r = 0; r < from.count; r++)
    std::memcpy(to.data + r * to.stride, from.data + r * from.stride, from.width * sizeof(float));
}

void clamp(const Rows& from, float low, float high) {
#pragma omp parallel for schedule(static) if (is_large(from))
  for (int64_t r = 0; r < from.count; r++) clamp_row(from.data + r * from.stride, from.width, low, high);
}

void leaky_relu(const Rows& values, float slope) {
  for (int64_t r = 0; r < values.count; r++) leaky_relu_row(values.data + r * values.stride, values.width, slope);
}

void hardsigmoid(const Rows& values) {
  for (int64_t r = 0; r < values.count; r++) hardsigmoid_row(values.data + r * values.stride, values.width);
}

void mean(const Rows& from, float* to) {
  std::fill(to, to + from.width, 0.f);
  for (int64_t r = 0; r < from.count; r++) accumulate_row(from.data + r * from.stride, to, from.width);
  for (int64_t c = 0; c < from.width; c++) to[c] /= static_cast<float>(from.count);
}

void to_rows(const float* planes, int64_t channels, int64_t pixels, const Rows& rows) {
  for (int64_t c = 0; c < channels; c++)
    for (int64_t p = 0; p < pixels; p++) rows.data[p * rows.stride + c] = planes[c * pixels + p];
}

void to_planes(const Rows& rows, float* planes, int64_t channels, int64_t pixels) {
  for (int64_t c = 0; c < channels; c++)
    for (int64_t p = 0; p < pixels; p++) planes[c * pixels + p] = rows.data[p * rows.stride + c];
}

}  // namespace modelgen::kernels
