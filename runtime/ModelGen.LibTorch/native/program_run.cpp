// A finished program: the place of every value in memory, and running it.
#include <algorithm>
#include <cstring>
#include <limits>

#include "program_internal.h"

namespace modelgen {

using namespace onednn;

void Program::finish(Id result) {
  if (!values_[result].is_vector()) not_possible("an image as the result");
  result_ = dense(in_layout(result, Layout::Pixels));
  // The caller reads the result after the last step.
  if (values_[result_].block == none) not_possible("a program without a step");
  blocks_[values_[result_].block].last = static_cast<int>(steps_.size());
  place_blocks();
  instances_.resize(is_parallel_ ? threads_ : 1);
  for (auto& instance : instances_) bind(instance);
}

// The largest first, each at the lowest place that is free as long as it lives: "greedy by size" of Pisarchyk and Lee (2020).
void Program::place_blocks() {
  std::vector<Block*> open, placed;
  for (auto& block : blocks_) open.push_back(&block);
  std::stable_sort(open.begin(), open.end(), [](auto* a, auto* b) { return a->bytes > b->bytes; });
  for (auto* block : open) {
    int64_t place = 0;
    for (auto* other : placed) {  // in order of their places
      if (other->last < block->first || other->first > block->last) continue;
      if (other->place >= place + block->bytes) break;
      place = std::max(place, other->place + other->bytes);
    }
    block->place = place;
    placed.insert(std::upper_bound(placed.begin(), placed.end(), block, [](auto* a, auto* b) { return a->place < b->place; }), block);
    planned_ = std::max(planned_, place + block->bytes);
  }
  for (int step = 0; step < static_cast<int>(steps_.size()); step++) {
    int64_t alive = 0;
    for (auto& block : blocks_)
      if (block.first <= step && step <= block.last) alive += block.bytes;
    needed_ = std::max(needed_, alive);
  }
}

void Program::bind(Instance& instance) {
  instance.memory = allocate(planned_);
  for (auto& step : steps_) {
    auto& memories = instance.memories.emplace_back();
    auto& args = instance.args.emplace_back();
    memories.reserve(step.operands.size());
    for (auto& operand : step.operands) {
      void* place = operand.arg == arg_scratchpad ? instance.memory.get() + blocks_[step.scratch].place
          : operand.value != none                 ? data(instance, operand.value)
                                                  : operand.data;
      memories.emplace_back(operand.desc, place);
      args.push_back({operand.arg, memories.back().get()});
    }
  }
}

void Program::run_part(Instance& instance, const float* images, int64_t skip, float* output) {
  instance.images = images;
  for (size_t s = 0; s < steps_.size(); s++) {
    auto& step = steps_[s];
    if (step.loop) {
      step.loop(instance);
      continue;
    }
    for (size_t k = 0; k < step.operands.size(); k++) {
      Id value = step.operands[k].value;
      if (value != none && values_[value].block == none) instance.memories[s][k].point_at(data(instance, value));
    }
    step.primitive.run(Library::find()->stream, instance.args[s]);
  }
  int64_t rows = values_[result_].n - skip, columns = outputs();
  std::memcpy(output, data(instance, result_) + skip * columns, rows * columns * sizeof(float));
}

void Program::run(const float* images, int64_t batch, float* output) {
  Threads set(threads_);
  auto& in = values_[0];
  int64_t size = in.c * in.h * in.w, parts = (batch + in.n - 1) / in.n, columns = outputs();
  if (batch < in.n) throw std::runtime_error("a batch smaller than the program's");
  std::string error;
  // The last part begins before the one before it ends where the batch is no multiple, and gives only what is new.
  auto part = [&](Instance& instance, int64_t p) {
    int64_t first = std::min(p * in.n, batch - in.n), skip = p * in.n - first;
    run_part(instance, images + first * size, skip, output + (first + skip) * columns);
  };
  if (!is_parallel_) {
    for (int64_t p = 0; p < parts; p++) part(instances_[0], p);
    return;
  }
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads_)
  for (int64_t p = 0; p < parts; p++) {
    try {
      part(instances_[omp_get_thread_num()], p);
    } catch (const std::exception& e) {
#pragma omp critical
      error = e.what();
    }
  }
  if (!error.empty()) throw std::runtime_error(error);
}

float* Program::data(const Instance& instance, Id id) const {
  auto& value = values_[id];
  if (value.block == none) return const_cast<float*>(instance.images) + value.offset;
  return reinterpret_cast<float*>(instance.memory.get() + blocks_[value.block].place) + value.offset;
}

kernels::Rows Program::rows(const Instance& instance, Id id) const {
  auto& value = values_[id];
  if (value.layout == Layout::Blocks) return {data(instance, id), value.size() / lanes, lanes, lanes};
  return {data(instance, id), value.n * value.h * value.w, value.c, value.stride};
}

// The values of a dense one, in longer rows.
kernels::Rows Program::long_rows(const Instance& instance, Id id) const {
  constexpr int64_t longest = 4096;
  auto all = rows(instance, id);
  while (all.count % 2 == 0 && all.width < longest) all.count /= 2, all.width *= 2;
  all.stride = all.width;
  return all;
}

// One image, or a block of its channels.
kernels::Rows Program::part_rows(const Instance& instance, Id id, int64_t image, int64_t block) const {
  auto& value = values_[id];
  int64_t pixels = value.h * value.w;
  if (value.layout == Layout::Blocks)
    return {data(instance, id) + (image * value.channel_blocks() + block) * pixels * lanes, pixels, lanes, lanes};
  return {data(instance, id) + image * pixels * value.stride, pixels, value.c, value.stride};
}

}  // namespace modelgen
