// What belongs to the process or the thread rather than to a tensor: memory, threads, random numbers, autocast.
#include "shim.h"

#include <dlfcn.h>
#include <malloc.h>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <c10/core/DefaultDtype.h>
#include <torch/version.h>

using namespace modelgen;

namespace {

at::Generator& generator_of(void* handle) { return *static_cast<at::Generator*>(handle); }

// glibc gives freed blocks above these thresholds back to the kernel, which then clears the same pages again at the next
// step: a training loop spends a third of its time there. Keeping them costs no more than the peak the loop has anyway.
__attribute__((constructor)) void keep_big_blocks() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 2147483647);
  mallopt(M_TOP_PAD, 64 << 20);
}

// OpenBLAS starts its threads when it is loaded. Ended, they start again with the first product that needs them, where denormals are flushed.
__attribute__((constructor)) void end_blas_threads() {
  if (auto end = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "blas_thread_shutdown_"))) end();
}

}  // namespace

MODELGEN_API const char* modelgen_version() { return TORCH_VERSION; }

MODELGEN_API int32_t modelgen_num_threads() { return at::get_num_threads(); }
MODELGEN_API int modelgen_set_num_threads(int32_t count) {
  return guarded([&] { at::set_num_threads(count); });
}
MODELGEN_API int32_t modelgen_num_interop_threads() { return at::get_num_interop_threads(); }
MODELGEN_API int modelgen_set_num_interop_threads(int32_t count) {
  return guarded([&] { at::set_num_interop_threads(count); });
}

// OpenBLAS keeps its own thread count. 0 when the process's BLAS is another one.
MODELGEN_API int32_t modelgen_openblas_threads() {
  auto get = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
  return get ? get() : 0;
}
MODELGEN_API int32_t modelgen_set_openblas_threads(int32_t count) {
  auto set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  FlushedDenormals flushed;  // it may start them
  if (set) set(count);
  return set != nullptr;
}

MODELGEN_API int modelgen_set_default_dtype(int32_t dtype) {
  return guarded([&] { c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<c10::ScalarType>(dtype))); });
}
MODELGEN_API int32_t modelgen_default_dtype() { return static_cast<int32_t>(c10::get_default_dtype_as_scalartype()); }

// Autocast of this thread's CPU operators to dtype. Turning it off drops the weights cast so far.
MODELGEN_API int modelgen_set_autocast(int32_t on, int32_t dtype) {
  return guarded([&] {
    at::autocast::set_cpu_enabled(on != 0);
    at::autocast::set_autocast_cpu_dtype(static_cast<at::ScalarType>(dtype));
    if (!on) at::autocast::clear_cache();
  });
}
MODELGEN_API int32_t modelgen_autocast() { return at::autocast::is_cpu_enabled(); }

MODELGEN_API int32_t modelgen_has_cuda() { return at::hasCUDA(); }

// Seeds the default generator of every device.
MODELGEN_API int modelgen_manual_seed(int64_t seed) {
  return guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

MODELGEN_API int modelgen_generator_new(uint64_t seed, int32_t device_type, int32_t device_index, void** generator) {
  return guarded([&] {
    auto device = c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
    TORCH_CHECK(device.is_cpu(), "this libtorch makes random numbers on the CPU alone, not on ", device);
    *generator = new at::Generator(at::detail::createCPUGenerator(seed));
  });
}

// A handle to the generator that operators use when none is given.
MODELGEN_API void* modelgen_generator_default() { return new at::Generator(at::detail::getDefaultCPUGenerator()); }
MODELGEN_API void modelgen_generator_free(void* generator) { delete static_cast<at::Generator*>(generator); }

MODELGEN_API void modelgen_generator_set_seed(void* generator, uint64_t seed) {
  auto& target = generator_of(generator);
  std::lock_guard<std::mutex> lock(target.mutex());
  target.set_current_seed(seed);
}
MODELGEN_API uint64_t modelgen_generator_seed(void* generator) {
  auto& source = generator_of(generator);
  std::lock_guard<std::mutex> lock(source.mutex());
  return source.current_seed();
}
MODELGEN_API int modelgen_generator_state(void* generator, void** state) {
  return guarded([&] {
    auto& source = generator_of(generator);
    std::lock_guard<std::mutex> lock(source.mutex());
    *state = give(source.get_state());
  });
}
MODELGEN_API int modelgen_generator_set_state(void* generator, void* state) {
  return guarded([&] {
    auto& target = generator_of(generator);
    std::lock_guard<std::mutex> lock(target.mutex());
    target.set_state(tensor_of(state));
  });
}
