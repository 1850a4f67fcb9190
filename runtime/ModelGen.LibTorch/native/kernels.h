// The steps of an inference program that are no oneDNN primitives: loops over rows of values, compiled for several instruction sets.
#pragma once

#include <cstdint>

namespace modelgen::kernels {

// Rows of values: the channels of a pixel, or of a block of them. Strides count values.
struct Rows {
  float* data;
  int64_t count;
  int64_t width;
  int64_t stride;
};

// y = min(max(x * scale + shift, low), high) for each column.
void scale_shift(const Rows& from, const Rows& to, const float* scale, const float* shift, float low, float high);
// y = min(max(x + other, low), high).
void add(const Rows& from, const Rows& other, const Rows& to, float low, float high);
void multiply(const Rows& from, const Rows& other, const Rows& to);
void copy(const Rows& from, const Rows& to);
void clamp(const Rows& values, float low, float high);
void leaky_relu(const Rows& values, float slope);
void hardsigmoid(const Rows& values);
// The mean of all rows, column by column.
void mean(const Rows& from, float* to);
// [channels][pixels] to rows of channels, and back.
void to_rows(const float* planes, int64_t channels, int64_t pixels, const Rows& rows);
void to_planes(const Rows& rows, float* planes, int64_t channels, int64_t pixels);

}  // namespace modelgen::kernels
