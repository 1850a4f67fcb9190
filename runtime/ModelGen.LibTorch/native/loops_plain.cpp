// The loops for every other processor.
#pragma GCC optimize("O3")
#define MODELGEN_LANES 4
#include "norm_loops.h"
#include "clamp_loops.h"
#include "optimizer_loops.h"
#include "winograd_loops.h"

namespace modelgen::loops {

const LoopSet plain_loops{loops_of<float>(), loops_of<BFloat16>(), {square_sum, sgd, adam, rmsprop}, winograd_of<float>(), winograd_of<BFloat16>(), winograd_of_matrices()};

}  // namespace modelgen::loops
