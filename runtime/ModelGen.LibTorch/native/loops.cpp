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

template <>
const WinogradImages<float>& winograd_images() {
  return chosen().winograd_of_float;
}

template <>
const WinogradImages<BFloat16>& winograd_images() {
  return chosen().winograd_of_bfloat16;
}

const WinogradMatrices* winograd_matrices() { return &chosen() == &plain_loops ? nullptr : &chosen().winograd; }

}  // namespace modelgen::loops
