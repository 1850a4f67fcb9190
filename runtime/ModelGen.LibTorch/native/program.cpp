// The values of a program and their layouts, and how steps are recorded with the weights they read.
#include "program.h"

#include <malloc.h>

#include <algorithm>
#include <limits>

#include "program_internal.h"

namespace modelgen {

using namespace onednn;

Program::Program(int64_t n, int64_t c, int64_t h, int64_t w, Layout layout, int threads, bool is_parallel, bool allows_winograd)
    : layout_(layout), threads_(threads), is_parallel_(is_parallel), allows_winograd_(allows_winograd) {
  if (!Library::find()) throw std::runtime_error("there is no oneDNN of version 2 here");
  values_.push_back({n, c, h, w, Layout::Planes, none});
}

Program::Id Program::make(int64_t n, int64_t c, int64_t h, int64_t w, Layout layout) {
  Value value{n, c, h, w, layout, none, 0, c};
  value.block = reserve(value.size() * sizeof(float));
  values_.push_back(value);
  return static_cast<Id>(values_.size()) - 1;
}

// A value that takes the place of another.
Program::Id Program::same_place(Id as, int64_t c) {
  auto value = values_[as];
  value.c = c;
  value.is_joined = false;
  values_.push_back(value);
  return static_cast<Id>(values_.size()) - 1;
}

// Vectors have one layout, whatever that of the images.
Layout Program::layout_for(Id x) const { return values_[x].is_vector() && values_[x].layout == Layout::Pixels ? Layout::Pixels : layout_; }

Program::Id Program::in_layout(Id x, Layout layout) {
  if (values_[x].layout == layout) return x;
  for (auto& [key, id] : converted_)
    if (key.first == x && key.second == layout) return id;
  if (values_[x].layout == Layout::Pixels) x = dense(x);
  auto in = values_[x];
  Id result = make(in.n, in.c, in.h, in.w, layout);
  if (in.layout == Layout::Planes && layout == Layout::Pixels) {
    record({x, result}, [=](const Instance& instance) {
      int64_t pixels = in.h * in.w;
      for (int64_t image = 0; image < in.n; image++)
        kernels::to_rows(data(instance, x) + image * in.c * pixels, in.c, pixels, part_rows(instance, result, image, 0));
    });
  } else {
    Threads made_for(is_parallel_ ? 1 : threads_);
    const void *from = keep(desc(in)), *to = keep(desc(values_[result]));
    Primitive primitive;
    if (!primitive.make_reorder(from, to)) not_possible("a change of layout");
    record(std::move(primitive), {{arg_src, from, x, nullptr}, {arg_dst, to, result, nullptr}});
  }
  converted_.push_back({{x, layout}, result});
  return result;
}

// The value without gaps between its pixels, which stays so.
Program::Id Program::dense(Id x) {
  if (values_[x].is_dense()) {
    values_[x].is_pinned = true;
    return x;
  }
  auto in = values_[x];
  Id result = make(in.n, in.c, in.h, in.w, in.layout);
  record({x, result}, [=](const Instance& instance) { kernels::copy(rows(instance, x), rows(instance, result)); });
  values_[result].is_pinned = true;
  return result;
}

void Program::record(std::initializer_list<Id> values, Loop loop) {
  steps_.emplace_back();
  steps_.back().loop = std::move(loop);
  for (Id value : values) touch(value);
}

void Program::record(Primitive primitive, std::vector<Operand> operands) {
  steps_.emplace_back();
  auto& step = steps_.back();
  for (auto& operand : operands)
    if (operand.value != none) touch(operand.value);
  if (size_t bytes = primitive.scratch_bytes()) {
    step.scratch = reserve(bytes);
    blocks_[step.scratch].first = blocks_[step.scratch].last = static_cast<int>(steps_.size()) - 1;
    operands.push_back({arg_scratchpad, primitive.desc(query_scratchpad), none, nullptr});
  }
  step.primitive = std::move(primitive);
  step.operands = std::move(operands);
}

// Notes that the newest step reads or writes a value.
void Program::touch(Id value) {
  if (values_[value].block == none) return;
  auto& block = blocks_[values_[value].block];
  int step = static_cast<int>(steps_.size()) - 1;
  block.first = std::min(block.first, step);
  block.last = std::max(block.last, step);
}

int Program::reserve(int64_t bytes) {
  blocks_.push_back({(bytes + 63) / 64 * 64, std::numeric_limits<int>::max(), -1});
  return static_cast<int>(blocks_.size()) - 1;
}

const void* Program::keep(MemoryDesc desc) {
  descs_.push_back(std::make_unique<MemoryDesc>(desc));
  return descs_.back().get();
}

// A copy that ends with zeros, so that whole blocks of channels can be read.
float* Program::keep(const float* data, int64_t size) {
  int64_t padded = (size + lanes - 1) / lanes * lanes;
  weights_.push_back(allocate(padded * sizeof(float)));
  weight_bytes_ += padded * static_cast<int64_t>(sizeof(float));
  auto* copy = reinterpret_cast<float*>(weights_.back().get());
  std::fill(std::copy(data, data + size, copy), copy + padded, 0.f);
  return copy;
}

namespace {

void reorder(const Primitive& primitive, const void* from_desc, const void* from, const void* to_desc, void* to) {
  Memory source(from_desc, const_cast<void*>(from)), target(to_desc, to);
  std::vector<ExecArg> args{{arg_src, source.get()}, {arg_dst, target.get()}};
  Buffer scratch = allocate(std::max<size_t>(1, primitive.scratch_bytes()));
  Memory scratch_memory(primitive.scratch_bytes() ? primitive.desc(query_scratchpad) : from_desc, scratch.get());
  if (primitive.scratch_bytes()) args.push_back({arg_scratchpad, scratch_memory.get()});
  primitive.run(Library::find()->stream, args);
}

}  // namespace

void* Program::pack(const float* weight, int64_t count, const MemoryDesc& plain, const void* wanted) {
  size_t bytes = Library::find()->memory_desc_get_size(wanted);
  // What was packed before may have been freed in its plain order since, and the heap keeps what is freed (context.cpp).
  if (bytes >= large_bytes) malloc_trim(0);
  weights_.push_back(allocate(bytes));
  weight_bytes_ += static_cast<int64_t>(bytes);
  void* packed = weights_.back().get();
  Primitive there, back;
  if (!there.make_reorder(&plain, wanted)) not_possible("packing weights");
  reorder(there, &plain, weight, wanted, packed);
  newest_packed_ = none;
  if (back.make_reorder(wanted, &plain)) {
    newest_packed_ = static_cast<int>(packed_.size());
    packed_.push_back({plain, wanted, weights_.size() - 1, count});
  }
  return packed;
}

Buffer Program::unpack(int place, bool is_last, int64_t* count) {
  auto& packed = packed_.at(place);
  Buffer values = allocate(packed.count * sizeof(float));
  Primitive back;
  if (!back.make_reorder(packed.desc, &packed.plain)) not_possible("unpacking weights");
  reorder(back, packed.desc, weights_[packed.buffer].get(), &packed.plain, values.get());
  if (is_last) weights_[packed.buffer].reset();
  *count = packed.count;
  return values;
}

MemoryDesc Program::desc(const Value& value) const {
  return image(value.layout == Layout::Planes ? nchw : value.layout == Layout::Pixels ? nhwc : nChw16c, value.n, value.c, value.h, value.w);
}

}  // namespace modelgen
