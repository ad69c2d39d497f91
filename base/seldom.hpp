#pragma once

#include <memory>
#include <utility>

namespace hamon {

/// An optional value that few objects have: it stands elsewhere, so that those without it stay
/// small. Copied and compared by value; the value of an empty one must not be asked for.
template <class T>
class Seldom {
 public:
  Seldom() = default;
  Seldom(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Seldom(const Seldom& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
  Seldom(Seldom&&) noexcept = default;
  Seldom& operator=(const Seldom& other) {
    value_ = other ? std::make_unique<T>(*other) : nullptr;
    return *this;
  }
  Seldom& operator=(Seldom&&) noexcept = default;
  ~Seldom() = default;

  explicit operator bool() const { return value_ != nullptr; }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }

  friend bool operator==(const Seldom& a, const Seldom& b) {
    return a && b ? *a == *b : a.value_ == b.value_;
  }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace hamon
