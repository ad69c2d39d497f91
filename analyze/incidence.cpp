#include "analyze/incidence.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hamon {
namespace {

constexpr double kNormal95 = 1.96;  // as the source prints it

/// The sums in which the bound is written.
struct Terms {
  explicit Terms(const Incidence& incidence)
      : m(static_cast<double>(incidence.units())),
        s(static_cast<double>(incidence.things())),
        q1(static_cast<double>(incidence.in(1))),
        q2(static_cast<double>(incidence.in(2))),
        a((m - 1) / m) {}

  [[nodiscard]] double unseen() const { return a * q1 * (q1 - 1) / (2 * (q2 + 1)); }

  double m, s, q1, q2, a;
};

// Equations 10 and 11.
double variance(const Terms& t) {
  const double once = t.q1 * (t.q1 - 1);
  const double odd = t.q1 * (2 * t.q1 - 1) * (2 * t.q1 - 1);
  const double more = t.q2 + 1;
  const double first = t.a * once / (2 * more) + t.a * t.a * odd / (4 * more * more);
  if (t.q2 > 0) {
    return first + t.a * t.a * once * once * t.q2 / (4 * std::pow(more, 4));
  }
  return first - t.a * t.a * std::pow(t.q1, 4) / (4 * (t.s + t.unseen()));
}

// Equations 12 and 14, for a bound that adds nothing: what showed more than once can be missed too.
LowerBound nothing_added(const Incidence& incidence, const Terms& t) {
  double missed = 0, squares = 0, weighted = 0;
  for (std::size_t j = 1; j <= incidence.units(); ++j) {
    const auto things = static_cast<double>(incidence.in(j));
    const double rare = std::exp(-static_cast<double>(j));
    missed += things * rare;
    squares += things * rare * rare;
    weighted += static_cast<double>(j) * things * rare;
  }
  const double error = std::sqrt(std::max(0.0, missed - squares - weighted * weighted / t.m));
  const double shown = 1 - missed / t.s;
  return {t.s, error, std::max(t.s, (t.s - kNormal95 * error) / shown),
          (t.s + kNormal95 * error) / shown};
}

}  // namespace

std::uint64_t Incidence::things() const {
  return std::accumulate(showed_.begin(), showed_.end(), std::uint64_t{0});
}

LowerBound chao2(const Incidence& incidence) {
  if (incidence.units() == 0 || incidence.things() == 0) {
    return {};
  }
  const Terms t(incidence);
  const double unseen = t.unseen();
  if (unseen <= 0) {
    return nothing_added(incidence, t);
  }
  const double v = std::max(0.0, variance(t));
  const double k = std::exp(kNormal95 * std::sqrt(std::log1p(v / (unseen * unseen))));
  return {t.s + unseen, std::sqrt(v), t.s + unseen / k, t.s + unseen * k};
}

double expected_things(const Incidence& incidence, std::size_t units) {
  const std::size_t m = incidence.units();
  if (units >= m) {
    return static_cast<double>(incidence.things());
  }
  double none = 1;  // C(m − j, h) / C(m, h): a thing of j units is in none of the chosen
  double expected = 0;
  for (std::size_t j = 1; j <= m; ++j) {
    const std::size_t left = m - j + 1;
    none = left > units ? none * static_cast<double>(left - units) / static_cast<double>(left) : 0;
    expected += static_cast<double>(incidence.in(j)) * (1 - none);
  }
  return expected;
}

double chance_to_show(double per_day, double days) {
  return -std::expm1(-per_day * days);
}

std::uint64_t days_to_show(double per_day, double chance) {
  return static_cast<std::uint64_t>(std::ceil(-std::log1p(-chance) / per_day));
}

}  // namespace hamon
