// The parameter types of operators: how a schema writes each, which arguments fit it, and what it is made of.
#pragma once

#include <algorithm>
#include <type_traits>

#include <ATen/core/IListRef.h>
#include <c10/core/SymIntArrayRef.h>

#include "shim.h"

namespace modelgen {

template <typename T>
struct Parameter;

template <>
struct Parameter<at::Tensor> {
  static std::string text() { return "Tensor"; }
  static bool fits(const Argument& a) { return a.tag == Tag::Tensor; }
  static at::Tensor& from(const Argument& a) { return tensor_of(const_cast<void*&>(a.pointer)); }
};

template <>
struct Parameter<at::Scalar> {
  static std::string text() { return "Scalar"; }
  static bool fits(const Argument& a) { return a.tag == Tag::Int || a.tag == Tag::Double || a.tag == Tag::Bool; }
  static at::Scalar from(const Argument& a) {
    return a.tag == Tag::Double ? at::Scalar(a.real) : a.tag == Tag::Int ? at::Scalar(a.integer) : at::Scalar(a.integer != 0);
  }
};

template <>
struct Parameter<double> {
  static std::string text() { return "float"; }
  static bool fits(const Argument& a) { return a.tag == Tag::Double; }
  static double from(const Argument& a) { return a.real; }
};

template <>
struct Parameter<bool> {
  static std::string text() { return "bool"; }
  static bool fits(const Argument& a) { return a.tag == Tag::Bool; }
  static bool from(const Argument& a) { return a.integer != 0; }
};

// What the schema knows by a number.
template <typename T>
struct Number {
  static bool fits(const Argument& a) { return a.tag == Tag::Int; }
  static T from(const Argument& a) { return static_cast<T>(a.integer); }
};
template <>
struct Parameter<int64_t> : Number<int64_t> { static std::string text() { return "int"; } };
template <>
struct Parameter<c10::SymInt> : Number<c10::SymInt> { static std::string text() { return "SymInt"; } };
template <>
struct Parameter<at::ScalarType> : Number<at::ScalarType> { static std::string text() { return "ScalarType"; } };
template <>
struct Parameter<at::Layout> : Number<at::Layout> { static std::string text() { return "Layout"; } };
template <>
struct Parameter<at::MemoryFormat> : Number<at::MemoryFormat> { static std::string text() { return "MemoryFormat"; } };

template <>
struct Parameter<at::Device> {
  static std::string text() { return "Device"; }
  static bool fits(const Argument& a) { return a.tag == Tag::Device; }
  static at::Device from(const Argument& a) {
    return {static_cast<c10::DeviceType>(a.integer), static_cast<c10::DeviceIndex>(a.length)};
  }
};

template <>
struct Parameter<at::IntArrayRef> {
  static std::string text() { return "int[]"; }
  static bool fits(const Argument& a) { return a.tag == Tag::IntList; }
  static at::IntArrayRef from(const Argument& a) { return {static_cast<const int64_t*>(a.pointer), static_cast<size_t>(a.length)}; }
};

template <>
struct Parameter<c10::SymIntArrayRef> {
  static std::string text() { return "SymInt[]"; }
  static bool fits(const Argument& a) { return a.tag == Tag::IntList; }
  static c10::SymIntArrayRef from(const Argument& a) { return c10::fromIntArrayRef(Parameter<at::IntArrayRef>::from(a)); }
};

template <>
struct Parameter<at::TensorList> {
  static std::string text() { return "Tensor[]"; }
  static bool fits(const Argument& a) {
    auto* handles = static_cast<void* const*>(a.pointer);
    return a.tag == Tag::TensorList && std::all_of(handles, handles + a.length, [](void* handle) { return handle != nullptr; });
  }
  static at::TensorList from(const Argument& a) { return {static_cast<const at::Tensor*>(a.pointer), static_cast<size_t>(a.length)}; }
};
template <>
struct Parameter<at::ITensorListRef> : Parameter<at::TensorList> {};

template <typename T>
struct Parameter<c10::optional<T>> {
  static std::string text() { return Parameter<T>::text() + "?"; }
  static bool fits(const Argument& a) { return a.tag == Tag::None || Parameter<T>::fits(a); }
  static c10::optional<T> from(const Argument& a) {
    return a.tag == Tag::None ? c10::optional<T>() : c10::optional<T>(Parameter<T>::from(a));
  }
};
template <>
struct Parameter<at::OptionalIntArrayRef> : Parameter<c10::optional<at::IntArrayRef>> {};

// A parameter type as a schema writes it; "!" marks what the operator changes.
template <typename P>
std::string text_of() { return Parameter<std::decay_t<P>>::text() + (std::is_same_v<P, at::Tensor&> ? "!" : ""); }

}  // namespace modelgen
