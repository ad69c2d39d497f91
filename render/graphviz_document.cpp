#include "render/graphviz_document.hpp"

#include "render/child_process.hpp"
#include "render/text_width.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <span>

#include <fmt/format.h>
#include <graphviz/gvc.h>

namespace hamon {
namespace {

struct GraphDeleter {
  void operator()(Agraph_t* graph) const { agclose(graph); }
};

struct FileDeleter {
  void operator()(FILE* file) const { std::fclose(file); }
};
struct FreeDeleter {
  void operator()(char* memory) const { std::free(memory); }
};

// The library's interface takes `char*` for what it only reads.
char* text(const std::string& s) {
  return const_cast<char*>(s.c_str());
}

const std::string empty;

/// Ids in the order in which things appear. By default Graphviz takes the address of a name for its
/// id and visits subgraphs in that order: the layout would change from run to run.
class Ids {
 public:
  static Agiddisc_t* discipline() {
    static Agiddisc_t ids = {open, map, allocate, release, print, close, note};
    return &ids;
  }

 private:
  struct Kind {
    std::map<std::string, IDTYPE, std::less<>> ids;
    std::map<IDTYPE, char*> names;  // in the graph's own storage, as the writer of DOT expects it
    IDTYPE next = 1;
  };

  explicit Ids(Agraph_t* graph) : graph_(graph) {}

  static void* open(Agraph_t* graph, Agdisc_t*) { return new Ids(graph); }
  static void close(void* state) { delete static_cast<Ids*>(state); }
  static void note(void*, int, void*) {}
  static void release(void*, int, IDTYPE) {}

  static long map(void* state, int type, char* name, IDTYPE* id, int create) {
    Ids& all = *static_cast<Ids*>(state);
    Kind& kind = all.kind(type);
    if (name == nullptr) {
      *id = kind.next++;
      return create != 0 ? 1 : 0;
    }
    const auto found = kind.ids.find(std::string_view(name));
    if (found != kind.ids.end()) {
      *id = found->second;
      return 1;
    }
    if (create == 0) {
      return 0;
    }
    const auto added = kind.ids.emplace(name, kind.next++).first;
    kind.names[added->second] = agstrdup(all.graph_, name);
    *id = added->second;
    return 1;
  }

  static long allocate(void* state, int type, IDTYPE id) {
    Kind& kind = static_cast<Ids*>(state)->kind(type);
    const bool is_free = id >= kind.next;
    kind.next = is_free ? id + 1 : kind.next;
    return is_free ? 1 : 0;
  }

  static char* print(void* state, int type, IDTYPE id) {
    const Kind& kind = static_cast<Ids*>(state)->kind(type);
    const auto found = kind.names.find(id);
    return found == kind.names.end() ? nullptr : found->second;
  }

  Kind& kind(int type) { return kinds_[type == AGINEDGE ? AGOUTEDGE : type]; }

  Agraph_t* graph_;
  std::map<int, Kind> kinds_;
};

void set(void* object, const GraphvizDocument::Attributes& attributes) {
  for (const auto& [name, value] : attributes) {
    agsafeset(object, text(name), text(value), text(empty));
  }
}

tl::unexpected<Error> no_graphviz() {
  return fail(message("Graphviz cannot draw the map"), {}, {},
              message("is the package graphviz installed, and was `dot -c` run?"));
}

/// A label of fixed size without text: its size depends on no font.
void keep_room(Agraph_t* graph, void* object, int kind, Size size) {
  if (size.width <= 0) {
    return;
  }
  const std::string table = fmt::format(
      "<table border=\"0\" cellborder=\"0\" cellpadding=\"0\" cellspacing=\"0\" "
      "fixedsize=\"true\" width=\"{:.0f}\" height=\"{:.0f}\"><tr><td></td></tr></table>",
      size.width, size.height);
  static const std::string label = "label";
  if (agattr(graph, kind, text(label), nullptr) == nullptr) {
    agattr(graph, kind, text(label), text(empty));
  }
  char* html = agstrdup_html(graph, text(table));
  agset(object, text(label), html);
  agstrfree(graph, html);
}

constexpr double kPointsPerInch = 72;

std::string inches(double points) {
  return fmt::format("{:.4f}", points / kPointsPerInch);
}

class Flipped {
 public:
  explicit Flipped(double height) : height_(height) {}
  Point operator()(pointf p) const { return {p.x, height_ - p.y}; }
  Box operator()(boxf b) const {
    return {{b.LL.x, height_ - b.UR.y}, {b.UR.x - b.LL.x, b.UR.y - b.LL.y}};
  }

 private:
  double height_;  // Graphviz counts y upwards
};

Layout::Edge edge_of(Agedge_t* edge, const Flipped& at) {
  Layout::Edge out;
  if (ED_spl(edge) != nullptr && ED_spl(edge)->size > 0) {
    const bezier& curve = ED_spl(edge)->list[0];
    for (int i = 0; i < curve.size; ++i) {
      out.curve.push_back(at(curve.list[i]));
    }
  }
  if (ED_label(edge) != nullptr) {
    out.label = at(ED_label(edge)->pos);
  }
  return out;
}

/// A layout as numbers, to be sent from one process to another of the same program.
class Numbers {
 public:
  void put(double number) {
    std::array<char, sizeof number> bytes{};
    std::memcpy(bytes.data(), &number, sizeof number);
    data_.append(bytes.data(), bytes.size());
  }
  void put(Point p) {
    put(p.x);
    put(p.y);
  }
  [[nodiscard]] std::string take() { return std::move(data_); }

 private:
  std::string data_;
};

/// Reads them back; zeros after the end.
class NumberReader {
 public:
  explicit NumberReader(std::string_view data) : data_(data) {}
  double number() {
    double out = 0;
    if (data_.size() >= sizeof out) {
      std::memcpy(&out, data_.data(), sizeof out);
      data_.remove_prefix(sizeof out);
    }
    return out;
  }
  Point point() {
    const double x = number();
    return {x, number()};
  }
  std::size_t count() {
    const double n = number();
    // No list is longer than what is left of the numbers.
    return n > 0 && n <= static_cast<double>(data_.size()) ? static_cast<std::size_t>(n) : 0;
  }

 private:
  std::string_view data_;
};

std::string encoded(const Layout& layout) {
  Numbers out;
  out.put({layout.size.width, layout.size.height});
  for (const Point& node : layout.nodes) {
    out.put(node);
  }
  for (const Box& box : layout.clusters) {
    out.put(box.at);
    out.put({box.size.width, box.size.height});
  }
  for (const Layout::Edge& edge : layout.edges) {
    out.put(static_cast<double>(edge.curve.size()));
    for (const Point& point : edge.curve) {
      out.put(point);
    }
    out.put(edge.label);
  }
  return out.take();
}

Layout decoded(std::string_view data, std::size_t nodes, std::size_t clusters, std::size_t edges) {
  NumberReader in(data);
  const auto size = [&]() -> Size {
    const Point p = in.point();
    return {p.x, p.y};
  };
  Layout layout;
  layout.size = size();
  for (std::size_t i = 0; i < nodes; ++i) {
    layout.nodes.push_back(in.point());
  }
  for (std::size_t i = 0; i < clusters; ++i) {
    const Point at = in.point();
    layout.clusters.push_back({at, size()});
  }
  for (std::size_t i = 0; i < edges; ++i) {
    Layout::Edge edge;
    for (std::size_t left = in.count(); left > 0; --left) {
      edge.curve.push_back(in.point());
    }
    edge.label = in.point();
    layout.edges.push_back(std::move(edge));
  }
  return layout;
}

}  // namespace

struct GraphvizDocument::State {
  std::unique_ptr<Agraph_t, GraphDeleter> graph;
  std::vector<Agnode_t*> nodes;
  std::vector<Agedge_t*> edges;
  std::vector<Agraph_t*> clusters;

  /// Runs in a process of its own: nothing is freed.
  [[nodiscard]] std::string placed(const char* engine) const {
    if (gvLayout(gvContext(), graph.get(), engine) != 0) {
      return {};
    }
    const boxf bounds = GD_bb(graph.get());
    const Flipped at(bounds.UR.y);
    Layout layout;
    layout.size = {bounds.UR.x, bounds.UR.y};
    for (Agnode_t* node : nodes) {
      layout.nodes.push_back(at(ND_coord(node)));
    }
    for (Agraph_t* cluster : clusters) {
      layout.clusters.push_back(at(GD_bb(cluster)));
    }
    for (Agedge_t* edge : edges) {
      layout.edges.push_back(edge_of(edge, at));
    }
    return encoded(layout);
  }
};

GraphvizDocument::GraphvizDocument(const Attributes& graph_attributes)
    : state_(std::make_unique<State>()) {
  static const std::string graph_name = "hamon";
  agseterr(AGMAX);  // Graphviz would print its warnings
  static Agdisc_t disciplines = {&AgMemDisc, Ids::discipline(), &AgIoDisc};
  state_->graph.reset(agopen(text(graph_name), Agdirected, &disciplines));
  for (const auto& [name, value] : graph_attributes) {
    agattr(state_->graph.get(), AGRAPH, text(name), text(value));
  }
}

GraphvizDocument::~GraphvizDocument() = default;
GraphvizDocument::GraphvizDocument(GraphvizDocument&&) noexcept = default;
GraphvizDocument& GraphvizDocument::operator=(GraphvizDocument&&) noexcept = default;

std::size_t GraphvizDocument::add_node(const std::string& id, const Attributes& attributes) {
  Agnode_t* node = agnode(state_->graph.get(), text(id), 1);
  set(node, attributes);
  state_->nodes.push_back(node);
  return state_->nodes.size() - 1;
}

std::size_t GraphvizDocument::add_box(const std::string& id, Size size, Point at) {
  return add_node(id, {{"shape", "box"},
                       {"label", ""},
                       {"fixedsize", "true"},
                       {"width", inches(size.width)},
                       {"height", inches(size.height)},
                       {"pos", fmt::format("{:.2f},{:.2f}", at.x, -at.y)}});
}

std::size_t GraphvizDocument::add_cluster(const std::string& id,
                                          const std::vector<std::size_t>& nodes,
                                          const Attributes& attributes, Size label_size) {
  const std::string name = "cluster_" + id;  // Graphviz draws a boundary around what is called so
  Agraph_t* cluster = agsubg(state_->graph.get(), text(name), 1);
  set(cluster, attributes);
  keep_room(state_->graph.get(), cluster, AGRAPH, label_size);
  for (const std::size_t node : nodes) {
    agsubnode(cluster, state_->nodes[node], 1);
  }
  state_->clusters.push_back(cluster);
  return state_->clusters.size() - 1;
}

std::size_t GraphvizDocument::add_edge(std::size_t from, std::size_t to,
                                       const Attributes& attributes, Size label_size) {
  Agraph_t* graph = state_->graph.get();
  Agedge_t* edge = agedge(graph, state_->nodes[from], state_->nodes[to], nullptr, 1);
  set(edge, attributes);
  keep_room(graph, edge, AGEDGE, label_size);
  state_->edges.push_back(edge);
  return state_->edges.size() - 1;
}

Result<Layout> GraphvizDocument::lay_out(Engine engine, Duration deadline) const {
  const char* name = engine == Engine::Layers ? "dot" : "nop2";
  const auto placed = in_child([&] { return state_->placed(name); }, deadline);
  if (!placed || placed->empty()) {
    return no_graphviz();
  }
  return decoded(*placed, state_->nodes.size(), state_->clusters.size(), state_->edges.size());
}

std::string GraphvizDocument::dot() const {
  char* data = nullptr;
  std::size_t size = 0;
  {
    const std::unique_ptr<FILE, FileDeleter> memory(open_memstream(&data, &size));
    HAMON_ASSERT(memory != nullptr);
    agwrite(state_->graph.get(), memory.get());
  }
  const std::unique_ptr<char, FreeDeleter> owned(data);
  return {data, size};
}

std::string GraphvizDocument::escaped(const std::string& text_of_label) {
  std::string out;
  for (const char c : valid_utf8(text_of_label)) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace hamon
