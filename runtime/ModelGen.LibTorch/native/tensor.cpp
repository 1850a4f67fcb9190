// Tensor handles: their lifetime, what they are, and the memory below them.
#include "shim.h"

#include <cstring>

#include <ATen/NamedTensorUtils.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

using namespace modelgen;

MODELGEN_API void modelgen_tensor_free(void* tensor) {
  if (!tensor) return;
  live_tensors.fetch_sub(1, std::memory_order_relaxed);
  c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(tensor));
}

// Handles given out and not yet freed, and the most that there were of them.
MODELGEN_API int64_t modelgen_tensor_live() { return live_tensors.load(std::memory_order_relaxed); }
MODELGEN_API int64_t modelgen_tensor_most() { return most_tensors.load(std::memory_order_relaxed); }

// A second handle to the same tensor.
MODELGEN_API void* modelgen_tensor_share(void* tensor) { return give(tensor_of(tensor)); }

MODELGEN_API int64_t modelgen_tensor_dim(void* tensor) { return tensor_of(tensor).dim(); }
MODELGEN_API int64_t modelgen_tensor_numel(void* tensor) { return tensor_of(tensor).numel(); }
MODELGEN_API int64_t modelgen_tensor_element_size(void* tensor) { return tensor_of(tensor).element_size(); }
MODELGEN_API int32_t modelgen_tensor_dtype(void* tensor) { return static_cast<int32_t>(tensor_of(tensor).scalar_type()); }
MODELGEN_API int32_t modelgen_tensor_device_type(void* tensor) { return static_cast<int32_t>(tensor_of(tensor).device().type()); }
MODELGEN_API int32_t modelgen_tensor_device_index(void* tensor) { return tensor_of(tensor).device().index(); }

// Facts that are one bit each; Interop/TensorFact.cs holds the same list.
MODELGEN_API int modelgen_tensor_is(void* handle, int32_t fact, int32_t* answer) {
  return guarded([&] {
    const auto& tensor = tensor_of(handle);
    switch (fact) {
      case 0: *answer = tensor.is_contiguous(); return;
      case 1: *answer = tensor.is_leaf(); return;
      case 2: *answer = tensor.is_sparse(); return;
      case 3: *answer = tensor.is_conj(); return;
      case 4: *answer = tensor.is_neg(); return;
      case 5: *answer = tensor.has_names(); return;
      case 6: *answer = tensor.is_contiguous(at::MemoryFormat::ChannelsLast); return;
      case 7: *answer = tensor.is_inference(); return;
    }
    TORCH_CHECK(false, "the shim knows no tensor fact ", fact);
  });
}

// Writes at most room sizes (or strides).
MODELGEN_API int modelgen_tensor_sizes(void* tensor, int64_t* sizes, int room) {
  return guarded([&] {
    auto all = tensor_of(tensor).sizes();
    std::memcpy(sizes, all.data(), std::min<size_t>(room, all.size()) * sizeof(int64_t));
  });
}

MODELGEN_API int modelgen_tensor_strides(void* tensor, int64_t* strides, int room) {
  return guarded([&] {
    auto all = tensor_of(tensor).strides();
    std::memcpy(strides, all.data(), std::min<size_t>(room, all.size()) * sizeof(int64_t));
  });
}

MODELGEN_API int modelgen_tensor_storage_offset(void* tensor, int64_t* offset) {
  return guarded([&] { *offset = tensor_of(tensor).storage_offset(); });
}

MODELGEN_API int modelgen_tensor_data(void* tensor, void** data) {
  return guarded([&] { *data = tensor_of(tensor).data_ptr(); });
}

// The one element of a tensor: its kind (2 integer, 3 real, 4 bool, 13 complex, as Tag) and its value.
MODELGEN_API int modelgen_tensor_item(void* tensor, int32_t* kind, int64_t* integer, double* parts) {
  return guarded([&] {
    auto scalar = tensor_of(tensor).item();
    if (scalar.isBoolean()) {
      *kind = static_cast<int32_t>(Tag::Bool);
      *integer = scalar.toBool();
    } else if (scalar.isIntegral(/*includeBool=*/false)) {
      *kind = static_cast<int32_t>(Tag::Int);
      *integer = scalar.toLong();
    } else if (scalar.isComplex()) {
      auto value = scalar.toComplexDouble();
      *kind = static_cast<int32_t>(Tag::Complex);
      parts[0] = value.real();
      parts[1] = value.imag();
    } else {
      *kind = static_cast<int32_t>(Tag::Double);
      parts[0] = scalar.toDouble();
    }
  });
}

// A new tensor that holds a copy of the memory.
MODELGEN_API int modelgen_tensor_copy_from(const void* data, int64_t bytes, const int64_t* sizes, int rank, int32_t dtype, void** tensor) {
  return guarded([&] {
    auto copy = at::empty(at::IntArrayRef(sizes, rank), at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
    TORCH_CHECK(static_cast<int64_t>(copy.nbytes()) == bytes, "a tensor of shape ", copy.sizes(), " and type ", copy.scalar_type(),
                " holds ", copy.nbytes(), " bytes, the memory given has ", bytes);
    std::memcpy(copy.data_ptr(), data, bytes);
    *tensor = give(std::move(copy));
  });
}

// A tensor over memory that belongs to someone else; release(owner) is called, on any thread, when the last view of it is gone.
MODELGEN_API int modelgen_tensor_over(
    void* data, const int64_t* sizes, int rank, int32_t dtype, void (*release)(void*), void* owner, void** tensor) {
  return guarded([&] {
    *tensor = give(at::from_blob(data, at::IntArrayRef(sizes, rank), [release, owner](void*) { release(owner); },
                                 at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype))));
  });
}

namespace {

at::Dimname dimname(const char* name) {
  return name ? at::Dimname::fromSymbol(at::Symbol::dimname(name)) : at::Dimname::wildcard();
}

}  // namespace

// Names the dimensions in place: a null name is the wildcard, count 0 removes the names.
MODELGEN_API int modelgen_tensor_rename(void* tensor, const char* const* names, int count) {
  return guarded([&] {
    if (count == 0) {
      at::internal_set_names_inplace(tensor_of(tensor), c10::nullopt);
      return;
    }
    std::vector<at::Dimname> list;
    for (int k = 0; k < count; k++) list.push_back(dimname(names[k]));
    at::internal_set_names_inplace(tensor_of(tensor), at::DimnameList(list));
  });
}

// The name of one dimension; null for the wildcard. The text belongs to libtorch's symbol table.
MODELGEN_API int modelgen_tensor_name(void* tensor, int dim, const char** name) {
  return guarded([&] {
    auto symbol = tensor_of(tensor).names().at(dim);
    *name = symbol.isBasic() ? symbol.symbol().toUnqualString() : nullptr;
  });
}
