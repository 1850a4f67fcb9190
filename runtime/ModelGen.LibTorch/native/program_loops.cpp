// The steps of a program that are loops of our own.
#include <algorithm>
#include <cstring>

#include "program_internal.h"

namespace modelgen {

using namespace onednn;

Program::Id Program::scale_shift(Id x, const float* scale, const float* shift, Activation then, bool in_place) {
  if (values_[x].layout == Layout::Planes) x = in_layout(x, layout_);
  auto in = values_[x];
  float low, high;
  bool activates_later = !as_bounds(then, low, high);
  auto *factors = keep(scale, in.c), *summands = keep(shift, in.c);
  Id result = in_place ? same_place(x, in.c) : make(in.n, in.c, in.h, in.w, in.layout);
  record({x, result}, [=](const Instance& instance) {
    if (in.layout == Layout::Pixels) {
      kernels::scale_shift(rows(instance, x), rows(instance, result), factors, summands, low, high);
      return;
    }
    for (int64_t image = 0; image < in.n; image++)
      for (int64_t block = 0; block < in.channel_blocks(); block++)
        kernels::scale_shift(part_rows(instance, x, image, block), part_rows(instance, result, image, block), factors + block * lanes,
            summands + block * lanes, low, high);
  });
  if (activates_later) activate_in_place(result, then);
  return result;
}

Program::Id Program::add(Id x, Id other, Activation then, bool in_place) {
  if (values_[x].layout == Layout::Planes) x = in_layout(x, layout_), in_place = false;
  other = in_layout(other, values_[x].layout);
  auto in = values_[x];
  if (values_[other].c != in.c || values_[other].h != in.h || values_[other].w != in.w) not_possible("a sum of two sizes");
  float low, high;
  bool activates_later = !as_bounds(then, low, high);
  Id result = in_place ? same_place(x, in.c) : make(in.n, in.c, in.h, in.w, in.layout);
  bool are_dense = in.is_dense() && values_[other].is_dense();
  if (are_dense) values_[x].is_pinned = values_[other].is_pinned = values_[result].is_pinned = true;
  record({x, other, result}, [=](const Instance& instance) {
    if (are_dense)
      kernels::add(long_rows(instance, x), long_rows(instance, other), long_rows(instance, result), low, high);
    else
      kernels::add(rows(instance, x), rows(instance, other), rows(instance, result), low, high);
  });
  if (activates_later) activate_in_place(result, then);
  return result;
}

Program::Id Program::multiply(Id x, Id other, Activation then, bool in_place) {
  if (values_[x].is_vector() && !values_[other].is_vector()) std::swap(x, other), in_place = false;
  if (values_[x].layout == Layout::Planes) x = in_layout(x, layout_), in_place = false;
  auto in = values_[x];
  bool by_channel = values_[other].is_vector() && !in.is_vector();
  other = by_channel ? dense(in_layout(other, Layout::Pixels)) : in_layout(other, in.layout);
  bool are_equal = values_[other].c == in.c && (by_channel || (values_[other].h == in.h && values_[other].w == in.w));
  if (!are_equal) not_possible("a product of two sizes");
  if (in.layout == Layout::Blocks && in.c % lanes != 0) not_possible("a product of channels");
  Id result = in_place ? same_place(x, in.c) : make(in.n, in.c, in.h, in.w, in.layout);
  auto* zeros = keep(std::vector<float>(in.c, 0.f).data(), in.c);
  record({x, other, result}, [=](const Instance& instance) {
    if (!by_channel) {
      kernels::multiply(rows(instance, x), rows(instance, other), rows(instance, result));
      return;
    }
    int64_t parts = in.layout == Layout::Pixels ? 1 : in.channel_blocks();
    for (int64_t image = 0; image < in.n; image++)
      for (int64_t block = 0; block < parts; block++)
        kernels::scale_shift(part_rows(instance, x, image, block), part_rows(instance, result, image, block),
            data(instance, other) + image * in.c + block * lanes, zeros, -infinite, infinite);
  });
  if (then.function != Function::None) activate_in_place(result, then);
  return result;
}

Program::Id Program::concat(const std::vector<Id>& all) {
  auto layout = layout_for(all[0]);
  std::vector<Id> parts;
  int64_t c = 0;
  for (Id part : all) {
    parts.push_back(in_layout(part, layout));
    if (layout == Layout::Blocks && values_[part].c % lanes != 0) not_possible("a concatenation");
    c += values_[part].c;
  }
  auto first = values_[parts[0]];
  Id result;
  size_t from = 0;
  int64_t at = 0;
  // What is appended to a concatenation goes beside it: a dense block copies nothing but what each layer adds.
  if (layout == Layout::Pixels && first.is_joined && !first.is_pinned && first.offset == 0 && first.stride == first.c) {
    for (auto& value : values_)
      if (value.block == first.block) value.stride = c;
    values_.push_back(first);
    result = static_cast<Id>(values_.size()) - 1;
    values_[result].c = values_[result].stride = c;
    blocks_[first.block].bytes = values_[result].size() * sizeof(float);
    from = 1;
    at = first.c;
  } else {
    result = make(first.n, c, first.h, first.w, layout);
  }
  values_[result].is_joined = true;
  for (; from < parts.size(); from++) {
    Id part = parts[from];
    record({part, result}, [=](const Instance& instance) {
      auto to = rows(instance, result), source = rows(instance, part);
      if (layout == Layout::Pixels) {
        kernels::copy(source, {to.data + at, to.count, source.width, to.stride});
        return;
      }
      auto& value = values_[part];
      int64_t pixels = value.h * value.w, size = value.c * pixels;
      kernels::copy({source.data, value.n, size, size}, {to.data + at * pixels, value.n, size, c * pixels});
    });
    at += values_[part].c;
  }
  return result;
}

Program::Id Program::activate(Id x, Activation function, bool in_place) {
  if (values_[x].layout == Layout::Planes) x = in_layout(x, layout_), in_place = false;
  auto in = values_[x];
  Id result = x;
  if (!in_place) {
    result = make(in.n, in.c, in.h, in.w, in.layout);
    record({x, result}, [=](const Instance& instance) { kernels::copy(rows(instance, x), rows(instance, result)); });
  }
  activate_in_place(result, function);
  return result;
}

Program::Id Program::global_average(Id x) {
  if (values_[x].layout == Layout::Planes) x = in_layout(x, layout_);
  auto in = values_[x];
  Id result = make(in.n, in.c, 1, 1, Layout::Pixels);
  record({x, result}, [=](const Instance& instance) {
    int64_t parts = in.layout == Layout::Pixels ? 1 : in.channel_blocks();
    for (int64_t image = 0; image < in.n; image++) {
      for (int64_t block = 0; block < parts; block++) {
        auto from = part_rows(instance, x, image, block);
        from.width = std::min(from.width, in.c - block * lanes);
        kernels::mean(from, data(instance, result) + image * in.c + block * lanes);
      }
    }
  });
  return result;
}

Program::Id Program::flatten(Id x) {
  if (values_[x].is_vector() || values_[x].layout == Layout::Planes) {
    x = dense(values_[x].is_vector() ? in_layout(x, Layout::Pixels) : x);
    auto in = values_[x];
    values_.push_back({in.n, in.c * in.h * in.w, 1, 1, Layout::Pixels, in.block, in.offset, in.c * in.h * in.w});
    return static_cast<Id>(values_.size()) - 1;
  }
  x = in_layout(x, Layout::Pixels);
  auto in = values_[x];
  int64_t size = in.c * in.h * in.w;
  Id result = make(in.n, size, 1, 1, Layout::Pixels);
  record({x, result}, [=](const Instance& instance) {
    for (int64_t image = 0; image < in.n; image++)
      kernels::to_planes(part_rows(instance, x, image, 0), data(instance, result) + image * size, in.c, in.h * in.w);
  });
  return result;
}

Program::Id Program::subsample(Id x, int64_t vertical, int64_t horizontal) {
  x = in_layout(x, layout_);
  auto in = values_[x];
  int64_t height = (in.h + vertical - 1) / vertical, width = (in.w + horizontal - 1) / horizontal;
  Id result = make(in.n, in.c, height, width, in.layout);
  record({x, result}, [=](const Instance& instance) {
    int64_t parts = in.layout == Layout::Pixels ? 1 : in.channel_blocks();
    for (int64_t image = 0; image < in.n; image++) {
      for (int64_t block = 0; block < parts; block++) {
        auto from = part_rows(instance, x, image, block), to = part_rows(instance, result, image, block);
        for (int64_t row = 0; row < height; row++)
          kernels::copy({from.data + row * vertical * in.w * from.stride, width, from.width, horizontal * from.stride},
              {to.data + row * width * to.stride, width, to.width, to.stride});
      }
    }
  });
  return result;
}

Program::Id Program::pad_channels(Id x, int64_t before, int64_t behind) {
  x = in_layout(x, layout_);
  auto in = values_[x];
  Id result = make(in.n, before + in.c + behind, in.h, in.w, in.layout);
  record({x, result}, [=](const Instance& instance) {
    std::memset(data(instance, result), 0, values_[result].size() * sizeof(float));
    if (in.layout == Layout::Pixels) {
      auto to = rows(instance, result);
      kernels::copy(rows(instance, x), {to.data + before, to.count, in.c, to.stride});
      return;
    }
    for (int64_t image = 0; image < in.n; image++) {
      for (int64_t c = 0; c < in.c; c++) {
        auto from = part_rows(instance, x, image, c / lanes), to = part_rows(instance, result, image, (c + before) / lanes);
        kernels::copy({from.data + c % lanes, from.count, 1, lanes}, {to.data + (c + before) % lanes, to.count, 1, lanes});
      }
    }
  });
  return result;
}

Program::Id Program::narrow(Id x, int64_t start, int64_t length) {
  x = in_layout(x, Layout::Pixels);
  auto as = values_[x];
  values_[x].is_pinned = true;
  as.offset += start;
  as.c = length;
  as.is_joined = false;
  values_.push_back(as);
  return static_cast<Id>(values_.size()) - 1;
}

Program::Id Program::shuffle(Id x, int64_t groups) {
  x = in_layout(x, Layout::Pixels);
  auto in = values_[x];
  Id result = make(in.n, in.c, in.h, in.w, Layout::Pixels);
  int64_t size = in.c / groups;
  record({x, result}, [=](const Instance& instance) {
    auto from = rows(instance, x), to = rows(instance, result);
    for (int64_t row = 0; row < from.count; row++)
      for (int64_t group = 0; group < groups; group++)
        for (int64_t i = 0; i < size; i++) to.data[row * to.stride + i * groups + group] = from.data[row * from.stride + group * size + i];
  });
  return result;
}

}  // namespace modelgen
