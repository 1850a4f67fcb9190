// Indexing as Python's brackets do it: numbers, slices, None, Ellipsis, booleans and tensors together.
#include "shim.h"

#include <ATen/TensorIndexing.h>

using namespace modelgen;

// One index; Interop/NativeIndex.cs has the same layout. A bound that is absent is marked by its bit in bounds: 1 start, 2 stop, 4 step.
struct NativeIndex {
  int32_t kind;
  int32_t bounds;
  int64_t start;
  int64_t stop;
  int64_t step;
  void* tensor;
};
static_assert(sizeof(NativeIndex) == 40, "Interop/NativeIndex.cs has the same layout");

namespace {

enum Kind : int32_t { None = 0, Single = 1, Null = 2, Ellipsis = 3, Bool = 4, TensorKind = 5, Slice = 6 };

at::indexing::TensorIndex index_of(const NativeIndex& index) {
  using at::indexing::TensorIndex;
  auto bound = [&](int bit, int64_t value) { return index.bounds & bit ? c10::optional<int64_t>(value) : c10::nullopt; };
  switch (index.kind) {
    case None:
    case Null: return TensorIndex(at::indexing::None);
    case Single: return TensorIndex(index.start);
    case Ellipsis: return TensorIndex(at::indexing::Ellipsis);
    case Bool: return TensorIndex(index.start != 0);
    case TensorKind: return TensorIndex(tensor_of(index.tensor));
    case Slice: return TensorIndex(at::indexing::Slice(bound(1, index.start), bound(2, index.stop), bound(4, index.step)));
  }
  TORCH_CHECK(false, "the shim knows no index kind ", index.kind);
}

std::vector<at::indexing::TensorIndex> indices_of(const NativeIndex* indices, int count) {
  std::vector<at::indexing::TensorIndex> list;
  for (int k = 0; k < count; k++) list.push_back(index_of(indices[k]));
  return list;
}

}  // namespace

MODELGEN_API int modelgen_tensor_index(void* tensor, const NativeIndex* indices, int count, void** result) {
  return guarded([&] { *result = give(tensor_of(tensor).index(indices_of(indices, count))); });
}

MODELGEN_API int modelgen_tensor_index_put(void* tensor, const NativeIndex* indices, int count, void* value) {
  return guarded([&] { tensor_of(tensor).index_put_(indices_of(indices, count), tensor_of(value)); });
}
