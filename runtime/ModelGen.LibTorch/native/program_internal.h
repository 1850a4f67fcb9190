// What the parts of Program share among themselves: the threads that primitives are made for, and activations in the two ways there are.
#pragma once

#include <omp.h>

#include <limits>
#include <stdexcept>
#include <string>

#include "program.h"

namespace modelgen {

inline constexpr int forward_inference = 96;
inline constexpr int64_t lanes = 16;
inline constexpr float infinite = std::numeric_limits<float>::infinity();

// Primitives are made for the number of threads that is set when they are made.
class Threads {
 public:
  explicit Threads(int count) : before_(omp_get_max_threads()) { omp_set_num_threads(count); }
  ~Threads() { omp_set_num_threads(before_); }

 private:
  int before_;
};

// The bounds that cut a value off as the function does; false where it does more than that.
inline bool as_bounds(Activation function, float& low, float& high) {
  low = function.function == Function::Relu ? 0 : function.function == Function::Clamp ? function.a : -infinite;
  high = function.function == Function::Clamp ? function.b : infinite;
  return function.function <= Function::Clamp;
}

// The function as a post-op; false where oneDNN has none that is the same.
inline bool as_post_op(Activation function, onednn::PostOps& post) {
  switch (function.function) {
    case Function::None: return true;
    case Function::Relu: post.eltwise = onednn::eltwise_relu; return true;
    case Function::LeakyRelu: post.eltwise = onednn::eltwise_relu; post.alpha = function.a; return true;
    case Function::Clamp: post.eltwise = onednn::eltwise_clip; post.alpha = function.a; post.beta = function.b; return true;
    case Function::Elu: post.eltwise = onednn::eltwise_elu; post.alpha = function.a; return true;
    case Function::Sigmoid: post.eltwise = onednn::eltwise_logistic; return true;
    case Function::Tanh: post.eltwise = onednn::eltwise_tanh; return true;
    case Function::Silu: post.eltwise = onednn::eltwise_swish; post.alpha = 1; return true;
    case Function::Hardswish: post.eltwise = onednn::eltwise_hardswish; return true;
    case Function::Gelu: post.eltwise = onednn::eltwise_gelu_erf; return true;
    default: return false;
  }
}

[[noreturn]] inline void not_possible(const char* what) { throw std::runtime_error(std::string("not possible in this layout: ") + what); }

}  // namespace modelgen
