// Loops over memory of training's own operators (norm.cpp, clamp.cpp, convolution.cpp, optimizers.cpp). They are compiled once for each instruction set that matters, in
// loops_*.cpp; the processor picks. Values in memory are float32 or bfloat16, arithmetic is float32.
#pragma once

#include <cstdint>

namespace modelgen::loops {

// The upper half of a float32.
struct BFloat16 {
  uint16_t bits;
};

// Channels lie side by side. A row may hold the channels several times, so that few channels fill vectors too: all arrays of channel
// values here have one for each column. A row is at least this wide.
constexpr int64_t least_width = 16;

struct Rows {
  int64_t count;
  int64_t width;
};

// An activation: what it lets through. Infinite bounds let everything through.
struct Bounds {
  float low;
  float high;
};

// What the backward pass takes to tell where the activation let values through.
enum class Gate {
  Open,        // there is none: everywhere
  FromInput,   // computes the norm's output again
  FromOutput,  // reads the output: needed where something was added to the norm's
};

// What the backward pass of a norm reads. y is read by Gate::FromOutput alone, scale and shift by Gate::FromInput alone.
template <typename T>
struct Gated {
  const T* dy;
  const T* x;
  const T* y;
  Gate gate;
  Bounds bounds;
  const float* scale;
  const float* shift;
  const float* mean;
};

template <typename T>
struct Loops {
  // A column's mean, and the sum of squared distances from it, over these rows.
  void (*moments)(const T* x, Rows rows, double* mean, double* squares);

  // y = clamp(x · scale + shift + other), other left out where it is null.
  void (*normalize)(const T* x, const T* other, T* y, Rows rows, const float* scale, const float* shift, Bounds bounds);

  // For each column the sums of g and of g · (x − mean), where g is dy behind the gate; g itself is written where it is not null.
  void (*gradient_sums)(const Gated<T>& from, T* g, Rows rows, double* sums, double* products);

  // dx = g · a + (x − mean) · b + c.
  void (*input_gradient)(const Gated<T>& from, T* dx, Rows rows, const float* a, const float* b, const float* c);

  // y = clamp(x), and dx = dy where y lies between the bounds, else nothing.
  void (*clamp)(const T* x, T* y, int64_t count, Bounds bounds);
  void (*clamp_gradient)(const T* y, const T* dy, T* dx, int64_t count, Bounds bounds);
};

// Numbers of Adam for one parameter. What a beta leaves is found in float64: in float32 1 − 0.999 has four digits.
struct AdamNumbers {
  float rate, correction, decay, kept;
  float beta1, rest1, beta2, rest2, eps;
};

struct RmsPropNumbers {
  float rate, decay;
  float alpha, rest, eps, momentum;
};

// What an optimizer does with a part of a parameter.
struct OptimizerLoops {
  double (*square_sum)(const float* values, int64_t count);

  // g = gradient + decay · value; buffer = momentum · buffer + g; value −= rate · (nesterov ? g + momentum · buffer : buffer). Without a buffer,
  // value −= rate · g.
  void (*sgd)(float* value, const float* gradient, float* buffer, int64_t count, float rate, float decay, float momentum, bool nesterov);

  // g = gradient + decay · value; mean and square go towards g and g² by what beta1 and beta2 leave; value = kept · value − rate · mean /
  // (√square / correction + eps).
  void (*adam)(float* value, const float* gradient, float* mean, float* square, int64_t count, AdamNumbers numbers);

  // g = gradient + decay · value; square goes towards g² by what alpha leaves; d = g / (√square + eps); with a buffer, buffer = momentum · buffer + d,
  // and d = buffer; value −= rate · d.
  void (*rmsprop)(float* value, const float* gradient, float* square, float* buffer, int64_t count, RmsPropNumbers numbers);
};

// Winograd's loops have no remainders: channels are a multiple of this, and that many of a pixel lie side by side.
constexpr int64_t channel_multiple = 16;

// Images cut into squares of 4 × 4 outputs. What is read for a square begins offset pixels after it (so at its padding's distance before it);
// pixels beyond the image are zeros when they are read, and are not written.
struct Squares {
  int64_t height;
  int64_t width;
  int64_t channels;
  int64_t pixel;  // from one to the next, in values
  int64_t block;  // from 16 channels to the next, in values
  int64_t rows;   // of squares, in an image
  int64_t columns;
  int64_t offset;
};

// What becomes of the outputs: y = clamp(x + bias + added). Added are images like y, which may be y itself, or null.
template <typename T>
struct Finish {
  const float* bias;
  const T* added;
  Bounds bounds;
};

// Matrices of one square after another for each of the 36 products of Winograd's method. A square's values of one product lie side by side,
// those of the next stride further.
struct Products {
  float* values;
  int64_t stride;

  Products square(int64_t index, int64_t width) const { return {values + index * width, stride}; }
};

constexpr int64_t products = 36;

// Winograd's minimal filtering F(4 × 4, 3 × 3), in the letters of Lavin and Gray, "Fast algorithms for convolutional neural networks" (2015).
template <typename T>
struct WinogradImages {
  // Bᵀ d B of the 6 × 6 values that a square's outputs depend on.
  void (*read)(const Squares& squares, const T* images, int64_t square, Products to);
  // A square's outputs, of Aᵀ m A.
  void (*write)(const Squares& squares, Products from, int64_t square, T* images, Finish<T> finish);
  // A g Aᵀ: what the gradients of a square's outputs give the products.
  void (*read_gradient)(const Squares& squares, const T* images, int64_t square, Products to);
};

struct WinogradMatrices {
  // multiply works on so many squares at once, and reads and writes as many as fill its last group.
  int64_t group;

  // G w Gᵀ of kernels in channels-last memory, for so many output channels from first on (a multiple of channel_multiple), where multiply wants them.
  void (*weights)(const float* kernels, int64_t in, int64_t out, int64_t first, int64_t count, float* to);
  // Likewise of the convolution that takes gradients of outputs to those of inputs.
  void (*turned_weights)(const float* kernels, int64_t in, int64_t out, int64_t first, int64_t count, float* to);
  // For one product: results[square][out] = Σ values[square][in] · weights[in][out].
  void (*multiply)(const float* values, const float* weights, int64_t squares, int64_t in, int64_t out, float* results);
  // For one product: sums[out][in] += Σ gradients[square][out] · values[square][in].
  void (*accumulate)(const float* values, const float* gradients, int64_t squares, int64_t in, int64_t out, float* sums);
  // Gᵀ s G: the gradient of the kernels in channels-last memory, for so many output channels from first on.
  void (*weights_gradient)(const float* sums, int64_t in, int64_t out, int64_t first, int64_t count, float* kernels);
};

// Those for this processor.
template <typename T>
const Loops<T>& of_processor();
const OptimizerLoops& optimizer_loops();
template <typename T>
const WinogradImages<T>& winograd_images();
// Null where the processor's vectors are too short for the method to win.
const WinogradMatrices* winograd_matrices();

// All of one instruction set.
struct LoopSet {
  Loops<float> of_float;
  Loops<BFloat16> of_bfloat16;
  OptimizerLoops of_optimizers;
  WinogradImages<float> winograd_of_float;
  WinogradImages<BFloat16> winograd_of_bfloat16;
  WinogradMatrices winograd;
};
extern const LoopSet avx512_loops, avx2_loops, plain_loops;

}  // namespace modelgen::loops
