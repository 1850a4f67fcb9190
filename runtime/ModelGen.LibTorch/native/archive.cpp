// libtorch's own archive of one tensor.
#include "shim.h"

#include <torch/serialize.h>

using namespace modelgen;

MODELGEN_API int modelgen_tensor_save(void* tensor, const char* path) {
  return guarded([&] { torch::save(tensor_of(tensor), path); });
}

MODELGEN_API int modelgen_tensor_load(const char* path, void** tensor) {
  return guarded([&] {
    at::Tensor loaded;
    torch::load(loaded, path);
    *tensor = give(std::move(loaded));
  });
}
