#include "render/map_layout.hpp"

#include "render/map.hpp"

#include "support/rendered_hospital.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

bool overlap(const Box& a, const Box& b) {
  return a.at.x < b.right() && b.at.x < a.right() && a.at.y < b.bottom() && b.at.y < a.bottom();
}

bool contains(const Box& outer, const Box& inner) {
  return outer.at.x <= inner.at.x && outer.at.y <= inner.at.y && outer.right() >= inner.right() &&
         outer.bottom() >= inner.bottom();
}

void expect_clean(const MapModel& map, const MapLayout& layout) {
  for (std::size_t a = 0; a < layout.nodes.size(); ++a) {
    for (std::size_t b = a + 1; b < layout.nodes.size(); ++b) {
      EXPECT_FALSE(overlap(layout.nodes[a], layout.nodes[b]))
          << map.nodes[a].id << " and " << map.nodes[b].id;
    }
    for (std::size_t c = 0; c < layout.clusters.size(); ++c) {
      if (layout.clusters[c] && c == map.nodes[a].cluster) {
        EXPECT_TRUE(contains(*layout.clusters[c], layout.nodes[a])) << map.nodes[a].id;
      } else if (layout.clusters[c]) {
        EXPECT_FALSE(overlap(*layout.clusters[c], layout.nodes[a]))
            << map.nodes[a].id << " in " << map.clusters[c].id;
      }
    }
    EXPECT_TRUE(contains({{0, 0}, layout.size}, layout.nodes[a])) << map.nodes[a].id;
  }
}

struct Drawn {
  MapOptions options;
  MapModel map;
  MapLayout layout;
};

Drawn drawn(const FlowGraph& graph, MapLevel level, std::string_view kept = {}) {
  Drawn out;
  out.options.level = level;
  out.map = map_model(graph, out.options);
  out.layout = lay_out({Catalogue::in(Language::Japanese), graph, out.map, out.options, "0"}, kept);
  return out;
}

constexpr MapLevel kLevels[] = {MapLevel::Zone, MapLevel::System, MapLevel::Service,
                                MapLevel::Department};

TEST(MapLayout, NoBoxLiesOnAnotherOrOutsideItsBoundary) {
  for (const MapLevel level : kLevels) {
    const Drawn d = drawn(rendered_hospital(), level);
    EXPECT_FALSE(d.layout.simple);
    expect_clean(d.map, d.layout);
  }
}

TEST(MapLayout, EveryArrowRunsFromBoxToBox) {
  const Drawn d = drawn(rendered_hospital(), MapLevel::System);
  ASSERT_EQ(d.layout.edges.size(), d.map.edges.size());
  ASSERT_FALSE(d.map.edges.empty());
  const auto near = [](const Box& box, Point p) {
    constexpr double kReach = 12;  // points: curves end at the border of the box
    return contains({{box.at.x - kReach, box.at.y - kReach},
                     {box.size.width + 2 * kReach, box.size.height + 2 * kReach}},
                    {p, {0, 0}});
  };
  for (std::size_t i = 0; i < d.map.edges.size(); ++i) {
    const auto& curve = d.layout.edges[i].curve;
    ASSERT_GE(curve.size(), 4U);
    EXPECT_EQ(curve.size() % 3, 1U);
    EXPECT_TRUE(near(d.layout.nodes[d.map.edges[i].from], curve.front())) << i;
    EXPECT_TRUE(near(d.layout.nodes[d.map.edges[i].to], curve.back())) << i;
  }
}

TEST(MapLayout, OfTheSameMapIsTakenOverAsItWasKept) {
  for (const MapLevel level : kLevels) {
    const Drawn first = drawn(rendered_hospital(), level);
    const std::string kept = kept_layout(first.map, first.layout);
    const Drawn second = drawn(rendered_hospital(), level, kept);
    EXPECT_EQ(kept_layout(second.map, second.layout), kept);
  }
}

// Next month a new server appears: what stood on the map stays where it was.
TEST(MapLayout, KeepsPlacesWhenSomethingNewAppears) {
  const Drawn before = drawn(rendered_hospital(), MapLevel::System);
  auto records = rendered_records();
  records.push_back({"10.2.0.1", "10.1.0.77", 443, 100, 101});
  records.push_back({"10.2.0.1", "198.51.100.7", 443, 100, 101});
  const Drawn after = drawn(hospital(kRenderedSite, records), MapLevel::System,
                            kept_layout(before.map, before.layout));
  expect_clean(after.map, after.layout);
  ASSERT_GT(after.map.nodes.size(), before.map.nodes.size());
  std::optional<Point> moved;  // all together, if the page grew to the left or upwards
  for (std::size_t a = 0; a < before.map.nodes.size(); ++a) {
    for (std::size_t b = 0; b < after.map.nodes.size(); ++b) {
      if (before.map.nodes[a].id != after.map.nodes[b].id || before.map.nodes[a].cluster != 0) {
        continue;
      }
      const Point was = before.layout.nodes[a].centre();
      const Point now = after.layout.nodes[b].centre();
      const Point by{now.x - was.x, now.y - was.y};
      if (!moved) {
        moved = by;
      }
      EXPECT_NEAR(by.x, moved->x, 0.2) << before.map.nodes[a].id;
      EXPECT_NEAR(by.y, moved->y, 0.2) << before.map.nodes[a].id;
    }
  }
  EXPECT_TRUE(moved.has_value());
}

TEST(MapLayout, DoesNotTrustAKeptTextThatSaysNonsense) {
  const Drawn plain = drawn(rendered_hospital(), MapLevel::System);
  for (const char* kept : {"nonsense", "layout-1 0 1e99 1", "layout-1 0 100 100\nnode",
                           "layout-1 0 100 100\nnode system-emr 1 2 3",
                           "layout-1 0 100 100\nedge a b 99999999999 1 2"}) {
    const Drawn d = drawn(rendered_hospital(), MapLevel::System, kept);
    EXPECT_EQ(kept_layout(d.map, d.layout), kept_layout(plain.map, plain.layout)) << kept;
  }
}

}  // namespace
}  // namespace hamon
