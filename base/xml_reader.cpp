#include "base/xml_reader.hpp"

#include <algorithm>
#include <cstring>

#include <expat.h>

namespace hamon {
namespace {

constexpr std::size_t kMostDepth = 64;

std::string_view without_prefix(const char* name) {
  const std::string_view whole(name);
  const auto colon = whole.rfind(':');
  return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

}  // namespace

struct XmlReader::State {
  explicit State(XmlHandler& sink) : handler(sink), parser(XML_ParserCreate(nullptr)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { XML_ParserFree(parser); }

  XmlHandler& handler;
  XML_Parser parser;
  XmlHandler::Attributes attributes;
  std::size_t depth = 0;
  bool failed = false;

  static State& of(void* data) { return *static_cast<State*>(data); }
  static void open(void* data, const char* name, const char** attributes);
  static void close(void* data, const char* name);
  static void text(void* data, const char* text, int length);
  static void refuse(void* data, const char* name, const char* system, const char* id, int subset);
};

void XmlReader::State::open(void* data, const char* name, const char** attributes) {
  State& state = of(data);
  if (++state.depth > kMostDepth) {
    XML_StopParser(state.parser, XML_FALSE);
    return;
  }
  state.attributes.clear();
  for (; attributes[0] != nullptr; attributes += 2) {
    state.attributes.emplace_back(without_prefix(attributes[0]), attributes[1]);
  }
  state.handler.open(without_prefix(name), state.attributes);
}

void XmlReader::State::close(void* data, const char* name) {
  --of(data).depth;
  of(data).handler.close(without_prefix(name));
}

void XmlReader::State::text(void* data, const char* text, int length) {
  of(data).handler.text({text, static_cast<std::size_t>(length)});
}

void XmlReader::State::refuse(void* data, const char* /*name*/, const char* /*system*/,
                              const char* /*id*/, int /*subset*/) {
  XML_StopParser(of(data).parser, XML_FALSE);
}

std::string_view value_of(const XmlHandler::Attributes& attributes, std::string_view name) {
  const auto found =
      std::ranges::find(attributes, name, &XmlHandler::Attributes::value_type::first);
  return found == attributes.end() ? std::string_view{} : found->second;
}

XmlReader::XmlReader(XmlHandler& handler) : state_(std::make_unique<State>(handler)) {
  XML_SetUserData(state_->parser, state_.get());
  XML_SetElementHandler(state_->parser, State::open, State::close);
  XML_SetCharacterDataHandler(state_->parser, State::text);
  XML_SetStartDoctypeDeclHandler(state_->parser, State::refuse);
}

XmlReader::~XmlReader() = default;

bool XmlReader::read(std::string_view block) {
  state_->failed =
      state_->failed || XML_Parse(state_->parser, block.data(), static_cast<int>(block.size()),
                                  XML_FALSE) != XML_STATUS_OK;
  return !state_->failed;
}

bool XmlReader::finish() {
  state_->failed = state_->failed || XML_Parse(state_->parser, "", 0, XML_TRUE) != XML_STATUS_OK;
  return !state_->failed;
}

}  // namespace hamon
