// The memory of small tensors. libtorch asks glibc for each block by its alignment, which glibc serves slowly, without its cache: that takes a
// quarter of the time of a small sum. Blocks that were freed are kept here by their thread, a few of each size.
#include <malloc.h>

#include <new>

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>

namespace {

constexpr size_t alignment = 64;
constexpr size_t sizes = 64;
constexpr int most_of_a_size = 16;

struct Block {
  Block* next;
};

// One thread's blocks; those at k have room for k + 1 alignments. Has no destructor, and so can be used until the thread's very end.
struct Spare {
  Block* first[sizes];
  int count[sizes];
  bool is_closed;
};
thread_local Spare spare;

// Gives the blocks back when the thread ends.
struct Closing {
  void arrange() {}
  ~Closing() {
    spare.is_closed = true;
    for (auto*& first : spare.first) {
      while (auto* block = first) {
        first = block->next;
        c10::free_cpu(block);
      }
    }
  }
};
thread_local Closing closing;

// For blocks of every size: libtorch's users of raw memory ask for one function that frees whatever they were given.
void release(void* memory) {
  if (!memory) return;
  size_t size = malloc_usable_size(memory) / alignment - 1;
  if (size >= sizes || spare.count[size] == most_of_a_size || spare.is_closed) return c10::free_cpu(memory);
  if (spare.count[size] == 0) closing.arrange();
  spare.first[size] = new (memory) Block{spare.first[size]};
  spare.count[size]++;
}

class SmallBlocks final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) const override {
    auto* memory = take(bytes);
    return {memory, memory, &release, c10::Device(c10::DeviceType::CPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &release; }

 private:
  static void* take(size_t bytes) {
    // Of no bytes there is no block: past the last size.
    size_t size = (bytes - 1) / alignment;
    if (size >= sizes) return c10::alloc_cpu(bytes);
    auto* block = spare.first[size];
    if (!block) return c10::alloc_cpu((size + 1) * alignment);
    spare.first[size] = block->next;
    spare.count[size]--;
    return block;
  }
};

__attribute__((constructor)) void keep_small_blocks() {
  static SmallBlocks allocator;
  c10::SetCPUAllocator(&allocator);
}

}  // namespace
