#include "render/graphviz_document.hpp"

#include "render/text_width.hpp"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <graphviz/gvc.h>

namespace hamon {
namespace {

struct ContextDeleter {
  void operator()(GVC_t* context) const { gvFreeContext(context); }
};
struct GraphDeleter {
  void operator()(Agraph_t* graph) const { agclose(graph); }
};

struct FileDeleter {
  void operator()(FILE* file) const { std::fclose(file); }
};
struct FreeDeleter {
  void operator()(char* memory) const { std::free(memory); }
};

// Loading the plugins is the costly part: once a run.
GVC_t* shared_context() {
  static const std::unique_ptr<GVC_t, ContextDeleter> context = [] {
    agseterr(AGMAX);  // Graphviz would print its warnings
    return std::unique_ptr<GVC_t, ContextDeleter>(gvContext());
  }();
  return context.get();
}

// The library's interface takes `char*` for what it only reads.
char* text(const std::string& s) {
  return const_cast<char*>(s.c_str());
}

const std::string empty;

void set(void* object, const GraphvizDocument::Attributes& attributes) {
  for (const auto& [name, value] : attributes) {
    agsafeset(object, text(name), text(value), text(empty));
  }
}

tl::unexpected<Error> no_graphviz() {
  return fail(message("Graphviz cannot draw the map"), {}, {},
              message("is the package graphviz installed, and was `dot -c` run?"));
}

class Flipped {
 public:
  explicit Flipped(double height) : height_(height) {}
  LayoutPoint operator()(pointf p) const { return {p.x, height_ - p.y}; }

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
    out.tip = curve.eflag != 0 ? at(curve.ep) : out.curve.back();
  }
  if (ED_label(edge) != nullptr) {
    out.label = at(ED_label(edge)->pos);
  }
  return out;
}

}  // namespace

struct GraphvizDocument::State {
  std::unique_ptr<Agraph_t, GraphDeleter> graph;
  std::vector<Agnode_t*> nodes;
  std::vector<Agedge_t*> edges;
};

GraphvizDocument::GraphvizDocument(const Attributes& graph_attributes)
    : state_(std::make_unique<State>()) {
  static const std::string graph_name = "hamon";
  shared_context();
  state_->graph.reset(agopen(text(graph_name), Agdirected, nullptr));
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

std::size_t GraphvizDocument::add_edge(std::size_t from, std::size_t to,
                                       const Attributes& attributes, double label_width,
                                       double label_height) {
  Agraph_t* graph = state_->graph.get();
  Agedge_t* edge = agedge(graph, state_->nodes[from], state_->nodes[to], nullptr, 1);
  set(edge, attributes);
  if (label_width > 0) {
    // A table of fixed size without text: its size depends on no font.
    const std::string table = fmt::format(
        "<table border=\"0\" cellborder=\"0\" cellpadding=\"0\" cellspacing=\"0\" "
        "fixedsize=\"true\" "
        "width=\"{:.0f}\" height=\"{:.0f}\"><tr><td></td></tr></table>",
        label_width, label_height);
    static const std::string label = "label";
    if (agattr(graph, AGEDGE, text(label), nullptr) == nullptr) {
      agattr(graph, AGEDGE, text(label), text(empty));
    }
    char* html = agstrdup_html(graph, text(table));
    agset(edge, text(label), html);
    agstrfree(graph, html);
  }
  state_->edges.push_back(edge);
  return state_->edges.size() - 1;
}

void GraphvizDocument::put_first(const std::vector<std::size_t>& nodes) {
  if (nodes.empty()) {
    return;
  }
  static const std::string name = "first";
  Agraph_t* first = agsubg(state_->graph.get(), text(name), 1);
  set(first, {{"rank", "source"}});
  for (const std::size_t node : nodes) {
    agsubnode(first, state_->nodes[node], 1);
  }
}

Result<Layout> GraphvizDocument::lay_out() {
  Agraph_t* graph = state_->graph.get();
  if (gvLayout(shared_context(), graph, "dot") != 0) {
    return no_graphviz();
  }
  const boxf bounds = GD_bb(graph);
  Layout layout;
  layout.width = bounds.UR.x;
  layout.height = bounds.UR.y;
  const Flipped at(bounds.UR.y);
  for (Agnode_t* node : state_->nodes) {
    layout.nodes.push_back(at(ND_coord(node)));
  }
  for (Agedge_t* edge : state_->edges) {
    layout.edges.push_back(edge_of(edge, at));
  }
  gvFreeLayout(shared_context(), graph);
  return layout;
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
