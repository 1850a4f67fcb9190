// The part of oneDNN's C interface, version 2, that inference programs and convolutions use. Debian's libtorch brings the library (libdnnl.so.2) and not its
// headers, so the functions are declared here and found when first asked for. Descriptors are opaque: they are larger than the library's own.
// Numbers and signatures: oneDNN 2.6, include/oneapi/dnnl/dnnl.h and dnnl_types.h (Apache 2.0).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace modelgen::onednn {

// dnnl_memory_desc_t has 696 bytes, the largest operation descriptor 5,976.
struct alignas(64) MemoryDesc {
  char bytes[1024];
};
struct alignas(64) OperationDesc {
  char bytes[16384];
};

struct ExecArg {
  int arg;
  void* memory;
};

enum Tag { any = 1, x = 2, nc = 3, nchw = 5, goihw = 7, nhwc = 20, nChw16c = 69 };
enum Algorithm {
  convolution_direct = 1,
  convolution_winograd = 2,
  eltwise_relu = 0x1f,
  eltwise_tanh = 0x2f,
  eltwise_gelu_erf = 0x30,
  eltwise_elu = 0x3f,
  eltwise_hardswish = 0x70,
  eltwise_logistic = 0xaf,
  eltwise_swish = 0xdf,
  eltwise_clip = 0xff,
  pooling_max = 0x1ff,
  pooling_avg_include_padding = 0x2ff,
  pooling_avg_exclude_padding = 0x3ff,
};
enum Query { query_implementation = 8, query_src = 129, query_weights = 131, query_dst = 133, query_scratchpad = 136 };
enum Arg { arg_src = 1, arg_dst = 17, arg_weights = 33, arg_bias = 41, arg_scratchpad = 80 };

struct Version {
  int major, minor, patch;
};

// What the library exports, by its own names without the prefix.
struct Library {
  const Version* (*version)();
  int (*engine_create)(void** engine, int kind, size_t index);
  int (*stream_create)(void** stream, void* engine, unsigned flags);
  int (*memory_desc_init_by_tag)(MemoryDesc*, int ndims, const int64_t* dims, int type, int tag);
  size_t (*memory_desc_get_size)(const void*);
  int (*memory_create)(void** memory, const void* desc, void* engine, void* data);
  int (*memory_set_data_handle)(void* memory, void* data);
  int (*memory_destroy)(void*);
  int (*post_ops_create)(void**);
  int (*post_ops_destroy)(void*);
  int (*post_ops_append_eltwise)(void*, float scale, int algorithm, float alpha, float beta);
  int (*post_ops_append_sum)(void*, float scale);
  int (*primitive_attr_create)(void**);
  int (*primitive_attr_destroy)(void*);
  int (*primitive_attr_set_scratchpad_mode)(void*, int mode);
  int (*primitive_attr_set_post_ops)(void*, const void*);
  int (*dilated_convolution_forward_desc_init)(OperationDesc*, int propagation, int algorithm, const void* src, const void* weights,
      const void* bias, const void* dst, const int64_t* strides, const int64_t* dilates, const int64_t* before, const int64_t* behind);
  int (*pooling_v2_forward_desc_init)(OperationDesc*, int propagation, int algorithm, const void* src, const void* dst, const int64_t* strides,
      const int64_t* kernel, const int64_t* dilation, const int64_t* before, const int64_t* behind);
  int (*inner_product_forward_desc_init)(
      OperationDesc*, int propagation, const void* src, const void* weights, const void* bias, const void* dst);
  int (*eltwise_forward_desc_init)(OperationDesc*, int propagation, int algorithm, const void* data, float alpha, float beta);
  int (*primitive_desc_create)(void** desc, const void* operation, const void* attributes, void* engine, const void* hint);
  int (*primitive_desc_destroy)(void*);
  const void* (*primitive_desc_query_md)(const void* desc, int what, int index);
  int (*primitive_desc_query)(const void* desc, int what, int index, void* result);
  int (*reorder_primitive_desc_create)(
      void** desc, const void* src, void* src_engine, const void* dst, void* dst_engine, const void* attributes);
  int (*primitive_create)(void** primitive, const void* desc);
  int (*primitive_execute)(const void* primitive, void* stream, int count, const ExecArg* args);
  int (*primitive_destroy)(void*);
  // c [m, n] = alpha · op(a) op(b) + beta · c, all by rows; op is 'N' or 'T'.
  int (*sgemm)(char of_a, char of_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t row_of_a, const float* b, int64_t row_of_b,
      float beta, float* c, int64_t row_of_c);

  void* engine = nullptr;
  void* stream = nullptr;

  // Null where there is no oneDNN of version 2.
  static const Library* find();
};

// Throws where the library reports an error; what says what was tried.
void check(int status, const char* what);

MemoryDesc image(Tag tag, int64_t n, int64_t c, int64_t h, int64_t w);
MemoryDesc matrix(Tag tag, int64_t rows, int64_t columns);
MemoryDesc vector_of(int64_t size);
MemoryDesc kernel(Tag tag, int64_t groups, int64_t out, int64_t in, int64_t height, int64_t width);

// What a primitive applies to its result: the result is added to what lies in the destination, then the function is applied.
struct PostOps {
  bool sum = false;
  int eltwise = 0;
  float alpha = 0;
  float beta = 0;
};

// A prepared operation. It can run on several threads at once, each with memory of its own.
class Primitive {
 public:
  Primitive() = default;
  Primitive(Primitive&& other) noexcept
      : desc_(std::exchange(other.desc_, nullptr)), primitive_(std::exchange(other.primitive_, nullptr)) {}
  Primitive& operator=(Primitive&& other) noexcept {
    std::swap(desc_, other.desc_);
    std::swap(primitive_, other.primitive_);
    return *this;
  }
  ~Primitive();

  // False where the library has no implementation.
  bool make(const OperationDesc& operation, const PostOps& post);
  bool make_reorder(const void* src, const void* dst);

  const void* desc(Query what, int index = 0) const;
  size_t scratch_bytes() const;
  // True for an implementation that is there for completeness, and hundreds of times slower.
  bool is_reference() const;
  void run(void* stream, const std::vector<ExecArg>& args) const;
  explicit operator bool() const { return primitive_ != nullptr; }

 private:
  void* desc_ = nullptr;
  void* primitive_ = nullptr;
};

// A view of memory that somebody else owns.
class Memory {
 public:
  Memory(const void* desc, void* data);
  Memory(Memory&& other) noexcept : memory_(std::exchange(other.memory_, nullptr)) {}
  Memory(const Memory&) = delete;
  ~Memory();

  void point_at(void* data) const;
  void* get() const { return memory_; }

 private:
  void* memory_ = nullptr;
};

// Memory on cache lines.
struct Freed {
  size_t mapped = 0;  // bytes that the kernel gave for this alone; 0 of the heap's memory
  void operator()(char* data) const;
};
using Buffer = std::unique_ptr<char, Freed>;
// From this size on it is the kernel's, and goes back to it.
constexpr size_t large_bytes = 256 << 10;
Buffer allocate(size_t bytes);

}  // namespace modelgen::onednn
