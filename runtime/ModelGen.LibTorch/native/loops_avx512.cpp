// The loops for processors with AVX-512. Nothing of the standard library is used here: the linker might take its inline functions from
// this file for the whole library.
#pragma GCC optimize("O3")
#pragma GCC target("avx512f,fma")
#define MODELGEN_LANES 16
#include "norm_loops.h"
#include "clamp_loops.h"
#include "optimizer_loops.h"
#include "winograd_loops.h"

namespace modelgen::loops {

const LoopSet avx512_loops{loops_of<float>(), loops_of<BFloat16>(), {square_sum, sgd, adam, rmsprop}, winograd_of<float>(), winograd_of<BFloat16>(), winograd_of_matrices()};

}  // namespace modelgen::loops
