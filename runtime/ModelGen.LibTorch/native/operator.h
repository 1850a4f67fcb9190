// An operator of libtorch's, and the two ways to call it: over the dispatcher's stack of boxed values, which every operator has, or by its C++
// signature, for those that many operators share.
#pragma once

#include <ATen/core/dispatch/Dispatcher.h>

#include "shim.h"

namespace modelgen {

class Operator {
 public:
  explicit Operator(c10::OperatorHandle handle);
  virtual ~Operator() = default;

  // Calls with the first count arguments; those left out take the schema's defaults. Gives back the first wanted results.
  void call(const Argument* arguments, int count, Argument* results, int wanted) const;

 protected:
  // Calls by the C++ signature, with all arguments. False, and nothing done, where one of them does not fit it.
  virtual bool call_unboxed(const Argument*, Argument*, int) const { return false; }

  const c10::OperatorHandle handle_;
  // The kernels that a call has no need of when it records nothing.
  const c10::DispatchKeySet skipped_;

 private:
  static constexpr int most_arguments = 16;

  bool try_unboxed(const Argument* arguments, int count, Argument* results, int wanted) const;
  void call_boxed(const Argument* arguments, int count, Argument* results, int wanted) const;

  std::vector<c10::optional<c10::IValue>> defaults_;
  // The same as arguments, where the shim has a form for them.
  std::vector<c10::optional<Argument>> default_arguments_;
  std::vector<std::vector<int64_t>> default_lists_;
};

// The operator of the handle, which lives as long as the process.
Operator* make_operator(const c10::OperatorHandle& handle);

}  // namespace modelgen
