#include "render/service_words.hpp"

#include "graph/site_products.hpp"

namespace hamon {

std::string service_title(const Catalogue& catalogue, const FlowGraph& graph,
                          std::string_view service) {
  return std::string(title_of(graph.site(), service, catalogue.language() == Language::Japanese));
}

}  // namespace hamon
