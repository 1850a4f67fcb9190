// Winograd's F(4 × 4, 3 × 3) on images whose channels lie side by side, at least 16 of them: every transform works on a vector of channels, and the products are
// matrices of squares by channels.
#pragma once

#include "vectors.h"

namespace modelgen::loops {

namespace {

constexpr int side = 6;     // of the values a square depends on
constexpr int outputs = 4;  // of a square, in a row
constexpr int taps = 3;     // of a kernel, in a row

// How many sums the registers hold: rows of two vectors, the vectors they are multiplied by, and a value for all lanes.
constexpr int multiply_rows = lanes == 16 ? 14 : 6;
constexpr int accumulate_rows = lanes == 16 ? 8 : 4;
constexpr int64_t panel = 2 * lanes;

// The one-dimensional transforms; each runs over columns, then over rows.
struct InputTransform {  // Bᵀ
  static constexpr int from = side, to = side;
  MODELGEN_INLINE static void run(const Floats* d, Floats* o) {
    Floats a = d[4] - 4 * d[2], b = d[3] - 4 * d[1], c = d[4] - d[2], e = 2 * (d[3] - d[1]);
    o[0] = 4 * d[0] - 5 * d[2] + d[4];
    o[1] = a + b;
    o[2] = a - b;
    o[3] = c + e;
    o[4] = c - e;
    o[5] = 4 * d[1] - 5 * d[3] + d[5];
  }
};

struct OutputTransform {  // Aᵀ
  static constexpr int from = side, to = outputs;
  MODELGEN_INLINE static void run(const Floats* m, Floats* o) {
    Floats a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], e = m[3] - m[4];
    o[0] = m[0] + a + c;
    o[1] = b + 2 * e;
    o[2] = a + 4 * c;
    o[3] = b + 8 * e + m[5];
  }
};

struct GradientTransform {  // A
  static constexpr int from = outputs, to = side;
  MODELGEN_INLINE static void run(const Floats* g, Floats* o) {
    Floats a = g[0] + g[2], b = g[1] + g[3], c = g[0] + 4 * g[2], e = 2 * g[1] + 8 * g[3];
    o[0] = g[0];
    o[1] = a + b;
    o[2] = a - b;
    o[3] = c + e;
    o[4] = c - e;
    o[5] = g[3];
  }
};

struct KernelTransform {  // G
  static constexpr int from = taps, to = side;
  MODELGEN_INLINE static void run(const Floats* w, Floats* o) {
    Floats outer = w[0] + w[2], a = outer * (-1.f / 6), b = w[1] * (-1.f / 6), c = w[0] * (1.f / 24) + w[2] * (1.f / 6), e = w[1] * (1.f / 12);
    o[0] = w[0] * 0.25f;
    o[1] = a + b;
    o[2] = a - b;
    o[3] = c + e;
    o[4] = c - e;
    o[5] = w[2];
  }
};

struct KernelGradientTransform {  // Gᵀ
  static constexpr int from = side, to = taps;
  MODELGEN_INLINE static void run(const Floats* m, Floats* o) {
    Floats a = (m[1] + m[2]) * (-1.f / 6), b = (m[3] + m[4]) * (1.f / 24);
    o[0] = m[0] * 0.25f + a + b;
    o[1] = (m[2] - m[1]) * (1.f / 6) + (m[3] - m[4]) * (1.f / 12);
    o[2] = a + 4 * b + m[5];
  }
};

// Both dimensions: read(row, column) gives a value, write(row, column, value) takes one.
template <typename Transform, typename Read, typename Write>
MODELGEN_INLINE void transform(const Read& read, const Write& write) {
  Floats half[Transform::to][Transform::from];
  for (int j = 0; j < Transform::from; j++) {
    Floats column[Transform::from], result[Transform::to];
    for (int i = 0; i < Transform::from; i++) column[i] = read(i, j);
    Transform::run(column, result);
    for (int i = 0; i < Transform::to; i++) half[i][j] = result[i];
  }
  for (int i = 0; i < Transform::to; i++) {
    Floats result[Transform::to];
    Transform::run(half[i], result);
    for (int j = 0; j < Transform::to; j++) write(i, j, result[j]);
  }
}

// A square's first pixel in memory, and which pixels from there on exist.
template <typename T>
struct Corner {
  T* first;
  int64_t y, x;

  MODELGEN_INLINE Corner(const Squares& squares, T* images, int64_t square) {
    int64_t image = square / (squares.rows * squares.columns), place = square % (squares.rows * squares.columns);
    y = place / squares.columns * outputs + squares.offset;
    x = place % squares.columns * outputs + squares.offset;
    first = images + image * squares.height * squares.width * squares.channels + (y * squares.width + x) * squares.pixel;
  }

  MODELGEN_INLINE bool holds(const Squares& squares, int64_t row, int64_t column) const {
    return y + row >= 0 && y + row < squares.height && x + column >= 0 && x + column < squares.width;
  }

  MODELGEN_INLINE T* at(const Squares& squares, int64_t row, int64_t column, int64_t channel) const {
    return first + (row * squares.width + column) * squares.pixel + channel / channel_multiple * squares.block + channel % channel_multiple;
  }
};

template <typename Transform, typename T>
MODELGEN_INLINE void read_square(const Squares& squares, const T* images, int64_t square, Products to) {
  Corner<const T> corner(squares, images, square);
  bool is_inside = corner.holds(squares, 0, 0) && corner.holds(squares, Transform::from - 1, Transform::from - 1);
  for (int64_t c = 0; c < squares.channels; c += lanes) {
    auto write = [&](int i, int j, Floats value) { store(to.values + (i * side + j) * to.stride + c, value); };
    if (is_inside)
      transform<Transform>([&](int i, int j) { return load(corner.at(squares, i, j, c)); }, write);
    else
      transform<Transform>([&](int i, int j) { return corner.holds(squares, i, j) ? load(corner.at(squares, i, j, c)) : Floats{}; }, write);
  }
}

template <typename T>
void read(const Squares& squares, const T* images, int64_t square, Products to) {
  read_square<InputTransform>(squares, images, square, to);
}

template <typename T>
void read_gradient(const Squares& squares, const T* images, int64_t square, Products to) {
  read_square<GradientTransform>(squares, images, square, to);
}

template <typename T, bool adds>
MODELGEN_INLINE void write_square(const Squares& squares, Products from, int64_t square, T* images, const Finish<T>& finish) {
  Corner<T> corner(squares, images, square);
  Floats low = all(finish.bounds.low), high = all(finish.bounds.high);
  for (int64_t c = 0; c < squares.channels; c += lanes) {
    Floats bias = load(finish.bias + c);
    transform<OutputTransform>(
        [&](int i, int j) { return load(from.values + (i * side + j) * from.stride + c); },
        [&](int i, int j, Floats value) {
          if (!corner.holds(squares, i, j)) return;
          T* to = corner.at(squares, i, j, c);
          value += bias;
          if (adds) value += load(finish.added + (to - images));
          store(to, clamp(value, low, high));
        });
  }
}

template <typename T>
void write(const Squares& squares, Products from, int64_t square, T* images, Finish<T> finish) {
  if (finish.added) write_square<T, true>(squares, from, square, images, finish);
  else write_square<T, false>(squares, from, square, images, finish);
}

// Where the weights of one product and output channel begin: panels of two vectors of output channels, the last of one where no more are left.
MODELGEN_INLINE float* in_panel(float* weights, int64_t in, int64_t out, int64_t row, int64_t column) {
  int64_t begin = column / panel * panel, width = out - begin < panel ? lanes : panel;
  return weights + begin * in + row * width + column % panel;
}

template <typename Read>
MODELGEN_INLINE void transform_kernel(const Read& read, float* to, int64_t stride) {
  transform<KernelTransform>(read, [&](int i, int j, Floats value) { store(to + (i * side + j) * stride, value); });
}

void weights(const float* kernels, int64_t in, int64_t out, int64_t first, int64_t count, float* to) {
  for (int64_t k = first; k < first + count; k += lanes)
    for (int64_t c = 0; c < in; c += lanes) {
      // Vectors of inputs become vectors of outputs.
      float turned[taps * taps][lanes][lanes];
      for (int64_t tap = 0; tap < taps * taps; tap++)
        for (int64_t row = 0; row < lanes; row++)
          for (int64_t column = 0; column < lanes; column++)
            turned[tap][column][row] = kernels[((k + row) * taps * taps + tap) * in + c + column];
      for (int64_t row = 0; row < lanes; row++)
        transform_kernel([&](int i, int j) { return load(turned[i * taps + j][row]); }, in_panel(to, in, out, c + row, k), in * out);
    }
}

void turned_weights(const float* kernels, int64_t in, int64_t out, int64_t first, int64_t count, float* to) {
  for (int64_t k = first; k < first + count; k++)
    for (int64_t c = 0; c < in; c += lanes) {
      auto* last = kernels + (k + 1) * taps * taps * in - in + c;
      transform_kernel([&](int i, int j) { return load(last - (i * taps + j) * in); }, in_panel(to, out, in, k, c), in * out);
    }
}

template <int rows, int vectors>
MODELGEN_INLINE void multiply_block(const float* values, const float* weights, int64_t in, float* results, int64_t out) {
  Floats sums[rows][vectors];
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) sums[r][v] = Floats{};
  for (int64_t c = 0; c < in; c++) {
    Floats column[vectors];
    for (int v = 0; v < vectors; v++) column[v] = load(weights + (c * vectors + v) * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++)
      for (int v = 0; v < vectors; v++) sums[r][v] += values[r * in + c] * column[v];
  }
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) store(results + r * out + v * lanes, sums[r][v]);
}

void multiply(const float* values, const float* weights, int64_t squares, int64_t in, int64_t out, float* results) {
  for (int64_t k = 0; k < out; k += panel)
    for (int64_t square = 0; square < squares; square += multiply_rows) {
      auto* from = values + square * in;
      auto* to = results + square * out + k;
      if (out - k >= panel) multiply_block<multiply_rows, 2>(from, weights + k * in, in, to, out);
      else multiply_block<multiply_rows, 1>(from, weights + k * in, in, to, out);
    }
}

template <int vectors>
MODELGEN_INLINE void accumulate_block(const float* values, const float* gradients, int64_t squares, int64_t in, int64_t out, float* to) {
  Floats sums[accumulate_rows][vectors];
  for (int r = 0; r < accumulate_rows; r++)
    for (int v = 0; v < vectors; v++) sums[r][v] = load(to + r * in + v * lanes);
  for (int64_t square = 0; square < squares; square++) {
    Floats row[vectors];
    for (int v = 0; v < vectors; v++) row[v] = load(values + square * in + v * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < accumulate_rows; r++)
      for (int v = 0; v < vectors; v++) sums[r][v] += gradients[square * out + r] * row[v];
  }
  for (int r = 0; r < accumulate_rows; r++)
    for (int v = 0; v < vectors; v++) store(to + r * in + v * lanes, sums[r][v]);
}

void accumulate(const float* values, const float* gradients, int64_t squares, int64_t in, int64_t out, float* sums) {
  for (int64_t k = 0; k < out; k += accumulate_rows)
    for (int64_t c = 0; c < in; c += panel) {
      auto* to = sums + k * in + c;
      if (in - c >= panel) accumulate_block<2>(values + c, gradients + k, squares, in, out, to);
      else accumulate_block<1>(values + c, gradients + k, squares, in, out, to);
    }
}

void weights_gradient(const float* sums, int64_t in, int64_t out, int64_t first, int64_t count, float* kernels) {
  for (int64_t k = first; k < first + count; k++)
    for (int64_t c = 0; c < in; c += lanes)
      transform<KernelGradientTransform>(
          [&](int i, int j) { return load(sums + ((i * side + j) * out + k) * in + c); },
          [&](int i, int j, Floats value) { store(kernels + (k * taps * taps + i * taps + j) * in + c, value); });
}

template <typename T>
constexpr WinogradImages<T> winograd_of() {
  return {read<T>, write<T>, read_gradient<T>};
}

constexpr WinogradMatrices winograd_of_matrices() { return {multiply_rows, weights, turned_weights, multiply, accumulate, weights_gradient}; }

}  // namespace

}  // namespace modelgen::loops
