// What the parts of the shim share: the tagged argument, the error channel and the counted tensor handle.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <string>

#ifdef __x86_64__
#include <xmmintrin.h>
#endif

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#define MODELGEN_API extern "C" __attribute__((visibility("default")))

namespace modelgen {

// The kinds of value that cross the border; Interop/NativeArgument.cs holds the same list.
enum class Tag : int32_t {
  None = 0,
  Tensor = 1,              // pointer: a handle
  Int = 2,                 // integer; also ScalarType, Layout and MemoryFormat, which the dispatcher takes as integers
  Double = 3,              // real
  Bool = 4,                // integer, 0 or 1
  IntList = 5,             // pointer to int64_t[length]
  DoubleList = 6,          // pointer to double[length]
  BoolList = 7,            // pointer to uint8_t[length]
  TensorList = 8,          // pointer to handles[length]
  OptionalTensorList = 9,  // as TensorList; a null handle is an absent tensor
  String = 10,             // pointer to UTF-8 bytes[length]
  Device = 11,             // integer: the type; length: the index, or -1
  Generator = 12,          // pointer: a generator handle
  Complex = 13,            // pointer to double[2]
};

struct Argument {
  Tag tag;
  int32_t length;
  union {
    int64_t integer;
    double real;
    void* pointer;
  };
};
static_assert(sizeof(Argument) == 16, "Interop/NativeArgument.cs has the same layout");

inline std::atomic<int64_t> live_tensors{0}, most_tensors{0};

// Gives a tensor to the managed side, which owes one modelgen_tensor_free for it: the handle is libtorch's tensor itself, and one reference to
// it. An undefined tensor is a null handle.
inline void* give(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  int64_t count = live_tensors.fetch_add(1, std::memory_order_relaxed) + 1;
  int64_t most = most_tensors.load(std::memory_order_relaxed);
  while (count > most && !most_tensors.compare_exchange_weak(most, count, std::memory_order_relaxed)) {}
  return tensor.unsafeReleaseTensorImpl();
}

// A place that holds a handle, as the tensor: an at::Tensor is a pointer and nothing else.
inline at::Tensor& tensor_of(void*& handle) { return reinterpret_cast<at::Tensor&>(handle); }
inline const at::Tensor& tensor_of(void* const& handle) { return reinterpret_cast<const at::Tensor&>(handle); }
static_assert(sizeof(at::Tensor) == sizeof(void*), "a handle is taken for a tensor");

// An absent tensor is a null handle on the managed side, an undefined one here.
inline at::Tensor optional_tensor(void* handle) { return handle ? tensor_of(handle) : at::Tensor(); }

inline std::vector<at::Tensor> tensors_of(void* const* handles, int count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int k = 0; k < count; k++) tensors.push_back(optional_tensor(handles[k]));
  return tensors;
}

inline thread_local std::string last_error;

// Lets the processor take numbers too small for full precision as zero, on which some spend a hundred times as long, and give them out as zero. The
// register belongs to the thread, and .NET's own arithmetic must not change: it is set for the length of a call. Threads that libtorch and its
// libraries start within one inherit it for good.
class FlushedDenormals {
 public:
#ifdef __x86_64__
  FlushedDenormals() : before_(_mm_getcsr()) {
    if ((before_ & both) != both) _mm_setcsr(before_ | both);
  }
  ~FlushedDenormals() {
    if ((before_ & both) != both) _mm_setcsr(before_);
  }

 private:
  static constexpr unsigned both = 0x8040;  // of results, and of operands
  unsigned before_;
#endif
};

// Runs body; an exception becomes a message for modelgen_last_error and the result 1. The C++ stack trace that libtorch
// appends is left out: it names no place that a caller could change.
template <typename Body>
int guarded(Body&& body) noexcept {
  FlushedDenormals flushed;
  try {
    body();
    return 0;
  } catch (const c10::Error& error) {
    last_error = error.what_without_backtrace();
  } catch (const std::exception& error) {
    last_error = error.what();
  } catch (...) {
    last_error = "libtorch threw something that is not an exception";
  }
  return 1;
}

}  // namespace modelgen
