#include "loops.h"

namespace modelgen::loops {

namespace {

const LoopSet& choose() {
  if (__builtin_cpu_supports("avx512f")) return avx512_loops;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2_loops : plain_loops;
}

const LoopSet& chosen() {
  static const LoopSet& set = choose();
  return set;
}

}  // namespace

template <>
const Loops<float>& of_processor() {
  return chosen().of_float;
}

template <>
const Loops<BFloat16>& of_processor() {
  return chosen().of_bfloat16;
}

const OptimizerLoops& optimizer_loops() { return chosen().of_optimizers; }

}  // namespace modelgen::loops
