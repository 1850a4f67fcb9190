// A whole network for images of one size, prepared: oneDNN primitives with packed weights and fused activations, loops for the rest, and one
// block of memory in which every value has its place. A program is built for a number of images, and runs any larger batch in parts of it,
// either each part on all threads, or a part a thread.
#pragma once

#include <functional>

#include "kernels.h"
#include "onednn.h"
#include "winograd.h"

namespace modelgen {

// How images lie in memory: as the caller gives them; pixel by pixel; or in blocks of 16 channels, pixel by pixel.
enum class Layout : int32_t { Planes = 0, Pixels = 1, Blocks = 2 };

// The functions of Inference/Activation.cs, in its order; None is before them.
enum class Function : int32_t { None = -1, Relu, Clamp, LeakyRelu, Elu, Sigmoid, Tanh, Silu, Hardswish, Hardsigmoid, Gelu };

struct Activation {
  Function function;
  float a;
  float b;
};

struct Window {
  int64_t kernel[2];
  int64_t stride[2];
  int64_t before[2];
  int64_t behind[2];
  int64_t dilation[2];
};

class Program {
 public:
  using Id = int;

  Program(int64_t n, int64_t c, int64_t h, int64_t w, Layout layout, int threads, bool is_parallel, bool allows_winograd);

  // Each records a step, and gives the id of its value. The input has id 0. A step in place overwrites its first operand; added is a value that
  // may be overwritten by the sum, or none.
  static constexpr Id none = -1;
  Id convolution(Id x, const float* weight, const float* bias, int64_t out, int64_t groups, const Window& window, Activation then, Id added);
  Id linear(Id x, const float* weight, const float* bias, int64_t out, Activation then);
  Id scale_shift(Id x, const float* scale, const float* shift, Activation then, bool in_place);
  Id add(Id x, Id other, Activation then, bool in_place);
  Id multiply(Id x, Id other, Activation then, bool in_place);
  Id concat(const std::vector<Id>& parts);
  Id activate(Id x, Activation function, bool in_place);
  Id max_pool(Id x, const Window& window, int64_t height, int64_t width);
  Id average_pool(Id x, const Window& window, bool counts_padding, int64_t height, int64_t width);
  Id global_average(Id x);
  Id flatten(Id x);
  Id subsample(Id x, int64_t vertical, int64_t horizontal);
  Id pad_channels(Id x, int64_t before, int64_t behind);
  Id narrow(Id x, int64_t start, int64_t length);
  Id shuffle(Id x, int64_t groups);

  // Gives every value its place. Nothing is recorded afterwards.
  void finish(Id result);

  // Computes the rows of output for a batch of images. At most one thread may be in here.
  void run(const float* images, int64_t batch, float* output);

  int64_t outputs() const { return values_[result_].c; }

  // The place of the weight that the newest step packed, for unpack; none where it packed none, or in an order that has no way back.
  int newest_packed() const { return newest_packed_; }
  // The values of a packed weight in plain order, and how many there are. Where it is the last time, the packed ones are freed: the program can
  // only give back others then, and end.
  onednn::Buffer unpack(int place, bool is_last, int64_t* count);

  // Bytes of one thread's values: as planned, and the most that are alive at one step, which no plan can go below.
  int64_t planned_bytes() const { return planned_; }
  int64_t needed_bytes() const { return needed_; }
  int64_t weight_bytes() const { return weight_bytes_; }
  int instances() const { return static_cast<int>(instances_.size()); }
  // Channels, height and width.
  void size_of(Id value, int64_t* size) const { size[0] = values_[value].c, size[1] = values_[value].h, size[2] = values_[value].w; }

 private:
  struct Value {
    int64_t n, c, h, w;
    Layout layout;
    int block;            // its memory; none: the caller's images
    int64_t offset = 0;   // in values, within the block
    int64_t stride = 0;   // from pixel to pixel, of Pixels alone
    bool is_pinned = false;  // something relies on its strides
    bool is_joined = false;  // a concatenation, which more may be appended to
    bool is_dense() const { return layout != Layout::Pixels || stride == c; }
    bool is_vector() const { return h == 1 && w == 1; }
    int64_t channel_blocks() const { return (c + 15) / 16; }
    // The values that its memory holds, padding included.
    int64_t size() const { return n * h * w * (layout == Layout::Blocks ? channel_blocks() * 16 : layout == Layout::Pixels ? stride : c); }
  };
  struct Block {
    int64_t bytes;
    int first, last;  // the steps between which it is alive
    int64_t place = 0;
  };
  struct Operand {
    int arg;
    const void* desc;
    Id value;
    void* data;  // where there is no value
  };
  struct Packed {
    onednn::MemoryDesc plain;
    const void* desc;
    size_t buffer;  // of weights_
    int64_t count;
  };
  struct Instance;
  using Loop = std::function<void(const Instance&)>;
  struct Step {
    Loop loop;  // or a primitive
    onednn::Primitive primitive;
    std::vector<Operand> operands;
    int scratch = none;  // a block
  };
  struct Instance {
    onednn::Buffer memory;
    const float* images = nullptr;
    std::vector<std::vector<onednn::Memory>> memories;  // by step, for its operands
    std::vector<std::vector<onednn::ExecArg>> args;
  };

  Id make(int64_t n, int64_t c, int64_t h, int64_t w, Layout layout);
  Id same_place(Id as, int64_t c);
  Layout layout_for(Id x) const;
  Id in_layout(Id x, Layout layout);
  Id dense(Id x);
  void record(std::initializer_list<Id> values, Loop loop);
  void record(onednn::Primitive primitive, std::vector<Operand> operands);
  void touch(Id value);
  int reserve(int64_t bytes);
  void activate_in_place(Id value, Activation function);
  Id pool(Id x, const Window& window, int kind, int64_t height, int64_t width);
  onednn::Primitive best_convolution(const onednn::MemoryDesc& src, const onednn::MemoryDesc& weights, const onednn::MemoryDesc* bias,
      const onednn::MemoryDesc& dst, const Window& window, const std::vector<int64_t>& layer, const onednn::PostOps& post) const;
  double seconds(const onednn::Primitive& primitive) const;
  Id winograd_convolution(Id x, const float* weight, const float* bias, const winograd::Prepared& prepared, const Value& to, Activation then, Id summed);
  const void* keep(onednn::MemoryDesc desc);
  float* keep(const float* data, int64_t size);
  void* pack(const float* weight, int64_t count, const onednn::MemoryDesc& plain, const void* wanted);
  onednn::MemoryDesc desc(const Value& value) const;
  float* data(const Instance& instance, Id value) const;
  kernels::Rows rows(const Instance& instance, Id value) const;
  kernels::Rows long_rows(const Instance& instance, Id value) const;
  kernels::Rows part_rows(const Instance& instance, Id value, int64_t image, int64_t block) const;
  void place_blocks();
  void bind(Instance& instance);
  void run_part(Instance& instance, const float* images, int64_t skip, float* output);

  Layout layout_;
  int threads_;
  bool is_parallel_;
  bool allows_winograd_;
  Id result_ = 0;
  int newest_packed_ = none;
  int64_t planned_ = 0, needed_ = 0, weight_bytes_ = 0;
  std::vector<Value> values_;
  std::vector<std::pair<std::pair<Id, Layout>, Id>> converted_;
  std::vector<Block> blocks_;
  std::vector<Step> steps_;
  std::vector<onednn::Buffer> weights_;
  std::vector<Packed> packed_;
  std::vector<std::unique_ptr<onednn::MemoryDesc>> descs_;
  std::vector<Instance> instances_;
};

}  // namespace modelgen
