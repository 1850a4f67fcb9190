// Loops over memory of training's own operators (norm.cpp, clamp.cpp, optimizers.cpp). They are compiled once for each instruction set that matters, in
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

// What an optimizer does with a part of a parameter.
struct OptimizerLoops {
  double (*square_sum)(const float* values, int64_t count);

  // g = gradient + decay · value; buffer = momentum · buffer + g; value −= rate · (nesterov ? g + momentum · buffer : buffer). Without a buffer,
  // value −= rate · g.
  void (*sgd)(float* value, const float* gradient, float* buffer, int64_t count, float rate, float decay, float momentum, bool nesterov);
};

// Those for this processor.
template <typename T>
const Loops<T>& of_processor();
const OptimizerLoops& optimizer_loops();

// All of one instruction set.
struct LoopSet {
  Loops<float> of_float;
  Loops<BFloat16> of_bfloat16;
  OptimizerLoops of_optimizers;
};
extern const LoopSet avx512_loops, avx2_loops, plain_loops;

}  // namespace modelgen::loops
