// Batch normalisation with what follows it, over rows of channels: each loop is a single pass over memory.
#pragma once

#include "vectors.h"

namespace modelgen::loops {

namespace {

// Rows that are worked on together: they stay in a core's first cache while they are read again.
constexpr int64_t tile_bytes = 32 << 10;
constexpr int64_t least_rows = 16;

MODELGEN_INLINE int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
MODELGEN_INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

MODELGEN_INLINE void clear(double* values, int64_t count) {
  for (int64_t k = 0; k < count; k++) values[k] = 0;
}

template <typename T>
MODELGEN_INLINE int64_t tile_rows(const Rows& rows) {
  return larger(least_rows, tile_bytes / (rows.width * static_cast<int64_t>(sizeof(T))));
}

// Calls work.run<n>(column) for groups of n vectors side by side, so that sums do not wait for one another. The last vector of a width that
// is no multiple of a vector's begins earlier and covers some columns again, which is told: the first of its lanes that are new.
template <typename Work>
MODELGEN_INLINE void for_columns(int64_t width, Work& work) {
  int64_t column = 0;
  for (; column + 4 * lanes <= width; column += 4 * lanes) work.template run<4>(column, 0);
  for (; column + lanes <= width; column += lanes) work.template run<1>(column, 0);
  if (column < width) work.template run<1>(width - lanes, lanes - (width - column));
}

// Adds the moments of a tile to those of the rows before it (Chan, Golub, LeVeque 1979, "Updating formulae").
MODELGEN_INLINE void join(double* mean, double* squares, int64_t seen, float tile_mean, float tile_squares, int64_t tile) {
  double distance = tile_mean - *mean;
  double share = static_cast<double>(tile) / static_cast<double>(seen + tile);
  *mean += distance * share;
  *squares += tile_squares + distance * distance * share * static_cast<double>(seen);
}

template <typename T>
struct Moments {
  const T* x;
  int64_t stride;
  int64_t seen;
  int64_t tile;
  double* mean;
  double* squares;

  template <int n>
  MODELGEN_INLINE void run(int64_t column, int64_t skipped) {
    Floats sums[n], centre[n], distances[n];
    for (int v = 0; v < n; v++) sums[v] = distances[v] = Floats{};
    for (int64_t r = 0; r < tile; r++)
      for (int v = 0; v < n; v++) sums[v] += load(x + r * stride + column + v * lanes);
    for (int v = 0; v < n; v++) centre[v] = sums[v] / static_cast<float>(tile);
    for (int64_t r = 0; r < tile; r++)
      for (int v = 0; v < n; v++) {
        Floats distance = load(x + r * stride + column + v * lanes) - centre[v];
        distances[v] += distance * distance;
      }
    for (int v = 0; v < n; v++)
      for (int64_t k = skipped; k < lanes; k++) {
        int64_t c = column + v * lanes + k;
        join(mean + c, squares + c, seen, centre[v][k], distances[v][k], tile);
      }
  }
};

template <typename T>
void moments(const T* x, Rows rows, double* mean, double* squares) {
  clear(mean, rows.width);
  clear(squares, rows.width);
  int64_t step = tile_rows<T>(rows);
  for (int64_t row = 0; row < rows.count; row += step) {
    Moments<T> work{x + row * rows.width, rows.width, row, smaller(step, rows.count - row), mean, squares};
    for_columns(rows.width, work);
  }
}

template <typename T, bool adds>
struct Normalize {
  const T* x;
  const T* other;
  T* y;
  int64_t stride;
  int64_t tile;
  const float* scale;
  const float* shift;
  Bounds bounds;

  template <int n>
  MODELGEN_INLINE void run(int64_t column, int64_t) {
    Floats scales[n], shifts[n], low = all(bounds.low), high = all(bounds.high);
    for (int v = 0; v < n; v++) scales[v] = load(scale + column + v * lanes), shifts[v] = load(shift + column + v * lanes);
    for (int64_t r = 0; r < tile; r++)
      for (int v = 0; v < n; v++) {
        int64_t at = r * stride + column + v * lanes;
        Floats value = load(x + at) * scales[v] + shifts[v];
        if (adds) value += load(other + at);
        store(y + at, clamp(value, low, high));
      }
  }
};

template <typename T, bool adds>
MODELGEN_INLINE void normalize_rows(const T* x, const T* other, T* y, Rows rows, const float* scale, const float* shift, Bounds bounds) {
  int64_t step = tile_rows<T>(rows);
  // From the end: what was read last lies nearest.
  for (int64_t row = (rows.count - 1) / step * step; row >= 0; row -= step) {
    int64_t at = row * rows.width;
    Normalize<T, adds> work{x + at, adds ? other + at : nullptr, y + at, rows.width, smaller(step, rows.count - row), scale, shift, bounds};
    for_columns(rows.width, work);
  }
}

// Values of dy behind the gate, for one group of columns.
template <typename T, Gate gate, int n>
struct Gates {
  Floats scales[n], shifts[n], low, high;

  MODELGEN_INLINE Gates(const Gated<T>& from, int64_t column) : low(all(from.bounds.low)), high(all(from.bounds.high)) {
    if (gate == Gate::FromInput)
      for (int v = 0; v < n; v++) scales[v] = load(from.scale + column + v * lanes), shifts[v] = load(from.shift + column + v * lanes);
  }

  MODELGEN_INLINE Floats operator()(const Gated<T>& from, int64_t at, int v, Floats x) const {
    Floats gradient = load(from.dy + at);
    if (gate == Gate::Open) return gradient;
    return clamp_gradient(gradient, gate == Gate::FromInput ? x * scales[v] + shifts[v] : load(from.y + at), low, high);
  }
};

template <typename T, Gate gate, bool writes>
struct GradientSums {
  const Gated<T>& from;
  T* g;
  int64_t start;
  int64_t stride;
  int64_t tile;
  double* sums;
  double* products;

  template <int n>
  MODELGEN_INLINE void run(int64_t column, int64_t skipped) {
    Gates<T, gate, n> gates(from, column);
    Floats sum[n], product[n], mean[n];
    for (int v = 0; v < n; v++) sum[v] = product[v] = Floats{}, mean[v] = load(from.mean + column + v * lanes);
    for (int64_t r = 0; r < tile; r++)
      for (int v = 0; v < n; v++) {
        int64_t at = start + r * stride + column + v * lanes;
        Floats x = load(from.x + at), gradient = gates(from, at, v, x);
        sum[v] += gradient;
        product[v] += gradient * (x - mean[v]);
        if (writes) store(g + at, gradient);
      }
    for (int v = 0; v < n; v++)
      for (int64_t k = skipped; k < lanes; k++) {
        sums[column + v * lanes + k] += sum[v][k];
        products[column + v * lanes + k] += product[v][k];
      }
  }
};

template <typename T, Gate gate, bool writes>
MODELGEN_INLINE void sum_rows(const Gated<T>& from, T* g, Rows rows, double* sums, double* products) {
  clear(sums, rows.width);
  clear(products, rows.width);
  int64_t step = tile_rows<T>(rows);
  for (int64_t row = 0; row < rows.count; row += step) {
    GradientSums<T, gate, writes> work{from, g, row * rows.width, rows.width, smaller(step, rows.count - row), sums, products};
    for_columns(rows.width, work);
  }
}

template <typename T>
void gradient_sums(const Gated<T>& from, T* g, Rows rows, double* sums, double* products) {
  if (from.gate == Gate::Open && g) sum_rows<T, Gate::Open, true>(from, g, rows, sums, products);
  else if (from.gate == Gate::Open) sum_rows<T, Gate::Open, false>(from, g, rows, sums, products);
  else if (from.gate == Gate::FromInput) sum_rows<T, Gate::FromInput, false>(from, g, rows, sums, products);
  else if (g) sum_rows<T, Gate::FromOutput, true>(from, g, rows, sums, products);
  else sum_rows<T, Gate::FromOutput, false>(from, g, rows, sums, products);
}

template <typename T, Gate gate>
struct InputGradient {
  const Gated<T>& from;
  T* dx;
  int64_t start;
  int64_t stride;
  int64_t tile;
  const float* a;
  const float* b;
  const float* c;

  template <int n>
  MODELGEN_INLINE void run(int64_t column, int64_t) {
    Gates<T, gate, n> gates(from, column);
    Floats factor[n], slope[n], summand[n];
    for (int v = 0; v < n; v++) {
      int64_t at = column + v * lanes;
      factor[v] = load(a + at), slope[v] = load(b + at);
      summand[v] = load(c + at);
    }
    Floats mean[n];
    for (int v = 0; v < n; v++) mean[v] = load(from.mean + column + v * lanes);
    for (int64_t r = 0; r < tile; r++)
      for (int v = 0; v < n; v++) {
        int64_t at = start + r * stride + column + v * lanes;
        Floats x = load(from.x + at), gradient = gates(from, at, v, x);
        store(dx + at, gradient * factor[v] + ((x - mean[v]) * slope[v] + summand[v]));
      }
  }
};

template <typename T, Gate gate>
MODELGEN_INLINE void input_gradient_rows(const Gated<T>& from, T* dx, Rows rows, const float* a, const float* b, const float* c) {
  int64_t step = tile_rows<T>(rows);
  for (int64_t row = (rows.count - 1) / step * step; row >= 0; row -= step) {
    InputGradient<T, gate> work{from, dx, row * rows.width, rows.width, smaller(step, rows.count - row), a, b, c};
    for_columns(rows.width, work);
  }
}

template <typename T>
void input_gradient(const Gated<T>& from, T* dx, Rows rows, const float* a, const float* b, const float* c) {
  if (from.gate == Gate::Open) input_gradient_rows<T, Gate::Open>(from, dx, rows, a, b, c);
  else if (from.gate == Gate::FromInput) input_gradient_rows<T, Gate::FromInput>(from, dx, rows, a, b, c);
  else input_gradient_rows<T, Gate::FromOutput>(from, dx, rows, a, b, c);
}

template <typename T>
void normalize(const T* x, const T* other, T* y, Rows rows, const float* scale, const float* shift, Bounds bounds) {
  if (other) normalize_rows<T, true>(x, other, y, rows, scale, shift, bounds);
  else normalize_rows<T, false>(x, other, y, rows, scale, shift, bounds);
}

}  // namespace

}  // namespace modelgen::loops
