// Inference programs for the managed side: a handle, a call for each step, and numbers about the whole.
#include "shim.h"

#include <malloc.h>

#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>

#include "program.h"

using namespace modelgen;

namespace {

Program& program_of(void* handle) { return *static_cast<Program*>(handle); }

const float* values(void* handle) { return handle ? tensor_of(handle).data_ptr<float>() : nullptr; }

template <typename Body>
int value_of(Body&& body) {
  int id = Program::none;
  return guarded([&] { id = body(); }) == 0 ? id : -1;
}

}  // namespace

MODELGEN_API int modelgen_program_available() { return onednn::Library::find() != nullptr; }

MODELGEN_API void* modelgen_program_new(
    int64_t n, int64_t c, int64_t h, int64_t w, int layout, int threads, int is_parallel, int allows_winograd) {
  Program* made = nullptr;
  // The heap keeps what is freed (context.cpp); a program's blocks are not of it, and what a model left there would lie idle beside them.
  malloc_trim(0);
  guarded([&] { made = new Program(n, c, h, w, static_cast<Layout>(layout), threads, is_parallel != 0, allows_winograd != 0); });
  return made;
}

MODELGEN_API void modelgen_program_free(void* program) { delete static_cast<Program*>(program); }

// Weights are float32 and contiguous. Each gives the id of the new value, or -1.
MODELGEN_API int modelgen_program_convolution(
    void* program, int x, void* weight, void* bias, int64_t out, int64_t groups, const Window* window, const Activation* then, int added) {
  return value_of([&] { return program_of(program).convolution(x, values(weight), values(bias), out, groups, *window, *then, added); });
}

MODELGEN_API int modelgen_program_linear(void* program, int x, void* weight, void* bias, int64_t out, const Activation* then) {
  return value_of([&] { return program_of(program).linear(x, values(weight), values(bias), out, *then); });
}

MODELGEN_API int modelgen_program_scale_shift(void* program, int x, void* scale, void* shift, const Activation* then, int in_place) {
  return value_of([&] { return program_of(program).scale_shift(x, values(scale), values(shift), *then, in_place != 0); });
}

MODELGEN_API int modelgen_program_add(void* program, int x, int other, const Activation* then, int in_place) {
  return value_of([&] { return program_of(program).add(x, other, *then, in_place != 0); });
}

MODELGEN_API int modelgen_program_multiply(void* program, int x, int other, const Activation* then, int in_place) {
  return value_of([&] { return program_of(program).multiply(x, other, *then, in_place != 0); });
}

MODELGEN_API int modelgen_program_concat(void* program, const int* parts, int count) {
  return value_of([&] { return program_of(program).concat(std::vector<int>(parts, parts + count)); });
}

MODELGEN_API int modelgen_program_activate(void* program, int x, const Activation* function, int in_place) {
  return value_of([&] { return program_of(program).activate(x, *function, in_place != 0); });
}

MODELGEN_API int modelgen_program_max_pool(void* program, int x, const Window* window, int64_t height, int64_t width) {
  return value_of([&] { return program_of(program).max_pool(x, *window, height, width); });
}

MODELGEN_API int modelgen_program_average_pool(
    void* program, int x, const Window* window, int counts_padding, int64_t height, int64_t width) {
  return value_of([&] { return program_of(program).average_pool(x, *window, counts_padding != 0, height, width); });
}

MODELGEN_API int modelgen_program_global_average(void* program, int x) {
  return value_of([&] { return program_of(program).global_average(x); });
}

MODELGEN_API int modelgen_program_flatten(void* program, int x) {
  return value_of([&] { return program_of(program).flatten(x); });
}

MODELGEN_API int modelgen_program_subsample(void* program, int x, int64_t vertical, int64_t horizontal) {
  return value_of([&] { return program_of(program).subsample(x, vertical, horizontal); });
}

MODELGEN_API int modelgen_program_pad_channels(void* program, int x, int64_t before, int64_t behind) {
  return value_of([&] { return program_of(program).pad_channels(x, before, behind); });
}

MODELGEN_API int modelgen_program_narrow(void* program, int x, int64_t start, int64_t length) {
  return value_of([&] { return program_of(program).narrow(x, start, length); });
}

MODELGEN_API int modelgen_program_shuffle(void* program, int x, int64_t groups) {
  return value_of([&] { return program_of(program).shuffle(x, groups); });
}

MODELGEN_API int modelgen_program_finish(void* program, int result) {
  return guarded([&] { program_of(program).finish(result); });
}

// Where the weight that the newest step packed can be unpacked from, or -1.
MODELGEN_API int modelgen_program_newest_packed(void* program) { return program_of(program).newest_packed(); }

// The values of a packed weight in plain order, as a vector; its memory goes back to the kernel where it is large. The last time, the
// packed ones are freed.
MODELGEN_API int modelgen_program_unpack(void* program, int place, int is_last, void** tensor) {
  return guarded([&] {
    int64_t count;
    auto values = std::make_shared<onednn::Buffer>(program_of(program).unpack(place, is_last != 0, &count));
    *tensor = give(at::from_blob(values->get(), {count}, [values](void*) mutable { values.reset(); }, at::kFloat));
  });
}

// Bytes: of one thread's values as planned, of those alive at once, of the weights; then the threads that have values of their own.
MODELGEN_API void modelgen_program_sizes(void* program, int64_t* sizes) {
  auto& of = program_of(program);
  sizes[0] = of.planned_bytes();
  sizes[1] = of.needed_bytes();
  sizes[2] = of.weight_bytes();
  sizes[3] = of.instances();
}

// Channels, height and width of a value.
MODELGEN_API void modelgen_program_size_of(void* program, int value, int64_t* size) {
  program_of(program).size_of(value, size);
}

// Images are float32 and contiguous, batch by channels by height by width; output has room for batch rows.
MODELGEN_API int modelgen_program_run(void* program, void* images, int64_t batch, void* output) {
  return guarded([&] { program_of(program).run(values(images), batch, tensor_of(output).data_ptr<float>()); });
}
