#include "onednn.h"

#include <dlfcn.h>
#include <sys/mman.h>

#include <cstdlib>
#include <mutex>
#include <new>
#include <stdexcept>

namespace modelgen::onednn {

namespace {

constexpr int float32 = 3;
constexpr size_t most_dims = 12;
constexpr int forward_inference = 96;
constexpr int cpu = 1;
constexpr unsigned in_order = 1;
constexpr int user_scratchpad = 1;

template <typename Function>
bool resolve(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, (std::string("dnnl_") + name).c_str()));
  return function != nullptr;
}

bool load(Library& found) {
  void* library = dlopen("libdnnl.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!library) return false;
#define MODELGEN_RESOLVE(name) \
  if (!resolve(library, #name, found.name)) return false;
  MODELGEN_RESOLVE(version)
  MODELGEN_RESOLVE(engine_create)
  MODELGEN_RESOLVE(stream_create)
  MODELGEN_RESOLVE(memory_desc_init_by_tag)
  MODELGEN_RESOLVE(memory_desc_get_size)
  MODELGEN_RESOLVE(memory_create)
  MODELGEN_RESOLVE(memory_set_data_handle)
  MODELGEN_RESOLVE(memory_destroy)
  MODELGEN_RESOLVE(post_ops_create)
  MODELGEN_RESOLVE(post_ops_destroy)
  MODELGEN_RESOLVE(post_ops_append_eltwise)
  MODELGEN_RESOLVE(post_ops_append_sum)
  MODELGEN_RESOLVE(primitive_attr_create)
  MODELGEN_RESOLVE(primitive_attr_destroy)
  MODELGEN_RESOLVE(primitive_attr_set_scratchpad_mode)
  MODELGEN_RESOLVE(primitive_attr_set_post_ops)
  MODELGEN_RESOLVE(dilated_convolution_forward_desc_init)
  MODELGEN_RESOLVE(pooling_v2_forward_desc_init)
  MODELGEN_RESOLVE(inner_product_forward_desc_init)
  MODELGEN_RESOLVE(eltwise_forward_desc_init)
  MODELGEN_RESOLVE(primitive_desc_create)
  MODELGEN_RESOLVE(primitive_desc_destroy)
  MODELGEN_RESOLVE(primitive_desc_query_md)
  MODELGEN_RESOLVE(primitive_desc_query)
  MODELGEN_RESOLVE(reorder_primitive_desc_create)
  MODELGEN_RESOLVE(primitive_create)
  MODELGEN_RESOLVE(primitive_execute)
  MODELGEN_RESOLVE(primitive_destroy)
  MODELGEN_RESOLVE(sgemm)
#undef MODELGEN_RESOLVE
  // Version 3 describes operations otherwise; before 2.4 nothing was tried.
  if (found.version()->major != 2 || found.version()->minor < 4) return false;
  return found.engine_create(&found.engine, cpu, 0) == 0 && found.stream_create(&found.stream, found.engine, in_order) == 0;
}

MemoryDesc described(std::vector<int64_t> dims, Tag tag) {
  MemoryDesc desc;
  int ndims = static_cast<int>(dims.size());
  dims.resize(most_dims);
  check(Library::find()->memory_desc_init_by_tag(&desc, ndims, dims.data(), float32, tag), "describe memory");
  return desc;
}

}  // namespace

const Library* Library::find() {
  static const Library* found = [] {
    static Library library;
    return load(library) ? &library : nullptr;
  }();
  return found;
}

void check(int status, const char* what) {
  if (status != 0) throw std::runtime_error(std::string("oneDNN cannot ") + what + " (status " + std::to_string(status) + ")");
}

MemoryDesc image(Tag tag, int64_t n, int64_t c, int64_t h, int64_t w) { return described({n, c, h, w}, tag); }
MemoryDesc matrix(Tag tag, int64_t rows, int64_t columns) { return described({rows, columns}, tag); }
MemoryDesc vector_of(int64_t size) { return described({size}, x); }

MemoryDesc kernel(Tag tag, int64_t groups, int64_t out, int64_t in, int64_t height, int64_t width) {
  if (groups == 1) return described({out, in, height, width}, tag == goihw ? nchw : tag);
  return described({groups, out / groups, in, height, width}, tag);
}

Primitive::~Primitive() {
  auto* library = Library::find();
  if (primitive_) library->primitive_destroy(primitive_);
  if (desc_) library->primitive_desc_destroy(desc_);
}

bool Primitive::make(const OperationDesc& operation, const PostOps& post) {
  auto* library = Library::find();
  void *attributes = nullptr, *ops = nullptr, *desc = nullptr, *primitive = nullptr;
  check(library->primitive_attr_create(&attributes), "make attributes");
  check(library->post_ops_create(&ops), "make post-ops");
  library->primitive_attr_set_scratchpad_mode(attributes, user_scratchpad);
  if (post.sum) library->post_ops_append_sum(ops, 1);
  if (post.eltwise) library->post_ops_append_eltwise(ops, 1, post.eltwise, post.alpha, post.beta);
  library->primitive_attr_set_post_ops(attributes, ops);
  int status = library->primitive_desc_create(&desc, &operation, attributes, library->engine, nullptr);
  library->post_ops_destroy(ops);
  library->primitive_attr_destroy(attributes);
  if (status != 0) return false;
  if (library->primitive_create(&primitive, desc) != 0) {
    library->primitive_desc_destroy(desc);
    return false;
  }
  Primitive made;
  made.desc_ = desc;
  made.primitive_ = primitive;
  *this = std::move(made);
  return true;
}

bool Primitive::make_reorder(const void* src, const void* dst) {
  auto* library = Library::find();
  Primitive made;
  if (library->reorder_primitive_desc_create(&made.desc_, src, library->engine, dst, library->engine, nullptr) != 0) return false;
  if (library->primitive_create(&made.primitive_, made.desc_) != 0) return false;
  *this = std::move(made);
  return true;
}

const void* Primitive::desc(Query what, int index) const { return Library::find()->primitive_desc_query_md(desc_, what, index); }

bool Primitive::is_reference() const {
  const char* name = nullptr;
  Library::find()->primitive_desc_query(desc_, query_implementation, 0, &name);
  return name && std::string(name).find("ref") != std::string::npos;
}

size_t Primitive::scratch_bytes() const {
  const void* scratch = desc(query_scratchpad);
  return scratch ? Library::find()->memory_desc_get_size(scratch) : 0;
}

void Primitive::run(void* stream, const std::vector<ExecArg>& args) const {
  check(Library::find()->primitive_execute(primitive_, stream, static_cast<int>(args.size()), args.data()), "run a step");
}

Memory::Memory(const void* desc, void* data) {
  check(Library::find()->memory_create(&memory_, desc, Library::find()->engine, data), "make memory");
}

Memory::~Memory() {
  if (memory_) Library::find()->memory_destroy(memory_);
}

void Memory::point_at(void* data) const { Library::find()->memory_set_data_handle(memory_, data); }

void Freed::operator()(char* data) const {
  if (mapped)
    munmap(data, mapped);
  else
    std::free(data);
}

// Large blocks are the kernel's, and go back to it: the heap keeps what is freed (context.cpp), and a trial of several programs would leave the
// memory of all of them behind.
Buffer allocate(size_t bytes) {
  constexpr size_t line = 64, page = 4096;
  if (bytes >= large_bytes) {
    size_t mapped = (bytes + page - 1) / page * page;
    void* data = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED) throw std::bad_alloc();
    return Buffer(static_cast<char*>(data), Freed{mapped});
  }
  auto* data = static_cast<char*>(std::aligned_alloc(line, (bytes + line) / line * line));
  if (!data) throw std::bad_alloc();
  return Buffer(data, Freed{});
}

}  // namespace modelgen::onednn
