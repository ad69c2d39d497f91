#include "graph/product_namer.hpp"

#include "graph/graph_builder.hpp"
#include "graph/site_products.hpp"

#include <string>
#include <utility>
#include <vector>

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

constexpr const char* kServer = "198.51.100.7";
using Named = std::pair<std::string, ServiceBasis>;

Binding called(BindingKind kind, const char* name) {
  Binding binding;
  binding.kind = kind;
  binding.first = binding.last = at("10:00");
  binding.address = *IpAddress::parse(kServer);
  binding.name = name;
  return binding;
}

/// What the graph calls one conversation with `kServer`.
Named service_of(const std::string& port, const std::string& recognised,
                 std::vector<std::string> names, std::vector<Binding> bindings = {},
                 const Site& site = {}) {
  GraphOf lines({{"10.1.1.1", kServer, port, "10:00", "10:01"}}, site);
  Observations observed = lines.observations();
  observed.records[0].service = recognised;
  observed.records[0].service_basis =
      recognised.empty() ? ServiceBasis::None : ServiceBasis::Payload;
  observed.records[0].names = std::move(names);
  observed.bindings = std::move(bindings);
  CollectingSink sink;
  const FlowGraph graph = build_graph(std::move(observed), lines.site(), {}, sink);
  const Conversation& c = graph.conversations()[0];
  EXPECT_EQ(graph[c.service].service_class, class_of(graph.site(), graph[c.service].name));
  return {graph[c.service].name, c.service_basis};
}

TEST(ProductOfAConversation, IsToldByTheNameHeardInItBehindACarrier) {
  const Named anydesk("anydesk", ServiceBasis::Name);
  EXPECT_EQ(service_of("tcp/443", "tls", {"relay-1.net.anydesk.com"}), anydesk);
  EXPECT_EQ(service_of("udp/443", "quic", {"boot.net.anydesk.com"}), anydesk);
  EXPECT_EQ(service_of("tcp/80", "http", {"boot.net.anydesk.com"}), anydesk);
  EXPECT_EQ(service_of("tcp/443", "", {"boot.net.anydesk.com"}), anydesk);
  EXPECT_EQ(service_of("tcp/443", "tls", {"notanydesk.com"}), Named("tls", ServiceBasis::Payload));
}

TEST(ProductOfAConversation, GivesWayToWhatPayloadShows) {
  EXPECT_EQ(service_of("tcp/22", "ssh", {"boot.net.anydesk.com"}),
            Named("ssh", ServiceBasis::Payload));
  EXPECT_EQ(service_of("udp/53", "dns", {"boot.net.anydesk.com"}),
            Named("dns", ServiceBasis::Payload));
  EXPECT_EQ(service_of("udp/53", "", {"boot.net.anydesk.com"}), Named("dns", ServiceBasis::Port))
      << "what was asked for is not who answers";
}

TEST(ProductOfAConversation, IsNoneForTheVendorsWebPages) {
  EXPECT_EQ(service_of("tcp/443", "tls", {"www.teamviewer.com"}),
            Named("tls", ServiceBasis::Payload));
}

TEST(ProductOfAConversation, IsToldByWhatNameServersAndCertificatesCallTheAddress) {
  const Named named("magicconnect", ServiceBasis::Name);
  EXPECT_EQ(service_of("tcp/443", "tls", {},
                       {called(BindingKind::DnsAnswer, "ntt01.magicconnect.net"),
                        called(BindingKind::DnsAnswer, "lb-7.cloud.example")}),
            named)
      << "an alias is no other name";
  EXPECT_EQ(
      service_of("tcp/443", "tls", {}, {called(BindingKind::Certificate, "*.magicconnect.net")}),
      named);
  EXPECT_EQ(service_of("tcp/443", "tls", {}, {called(BindingKind::Certificate, "anydesk client")}),
            Named("anydesk", ServiceBasis::Name));
  EXPECT_EQ(
      service_of("tcp/443", "tls", {}, {called(BindingKind::HostName, "ntt01.magicconnect.net")}),
      Named("tls", ServiceBasis::Payload));
}

TEST(ProductOfAConversation, IsUnknownAtAnAddressThatServesOtherThingsToo) {
  const Named tls("tls", ServiceBasis::Payload);
  const Binding product = called(BindingKind::ServerName, "boot.net.anydesk.com");
  EXPECT_EQ(
      service_of("tcp/443", "tls", {}, {product, called(BindingKind::ServerName, "shop.example")}),
      tls);
  EXPECT_EQ(
      service_of("tcp/443", "tls", {}, {called(BindingKind::ServerName, "shop.example"), product}),
      tls);
  EXPECT_EQ(service_of("tcp/443", "tls", {},
                       {product, called(BindingKind::DnsAnswer, "master1.teamviewer.com")}),
            tls);
  EXPECT_EQ(service_of("tcp/443", "tls", {"shop.example"}, {product}), tls)
      << "its own name says what it is for";
}

TEST(ProductOfAConversation, IsTheSitesWhereItsDomainIsAsLong) {
  const Site site = site_of(
      "products:\n"
      "  our-vpn: {name: 保守用VPN, class: vpn, domains: [vpn.vendor.example, '*.net.anydesk.com'],"
      " ports: [tcp/10443, tcp/443]}\n"
      "services: {emr: {ports: [tcp/8443]}}\n");
  const Named ours("our-vpn", ServiceBasis::Name);
  EXPECT_EQ(service_of("tcp/443", "tls", {"gw1.vpn.vendor.example"}, {}, site), ours);
  EXPECT_EQ(service_of("tcp/443", "tls", {"boot.net.anydesk.com"}, {}, site), ours);
  EXPECT_EQ(service_of("tcp/443", "tls", {"my.anydesk.com"}, {}, site),
            Named("anydesk", ServiceBasis::Name));
  // By port it is an indication, which what was recognised outweighs.
  EXPECT_EQ(service_of("tcp/10443", "", {}, {}, site), Named("our-vpn", ServiceBasis::Port));
  EXPECT_EQ(service_of("tcp/443", "", {}, {}, site), Named("our-vpn", ServiceBasis::Port));
  EXPECT_EQ(service_of("tcp/10443", "tls", {}, {}, site), Named("tls", ServiceBasis::Payload));
  EXPECT_EQ(service_of("tcp/8443", "tls", {"gw1.vpn.vendor.example"}, {}, site),
            Named("emr", ServiceBasis::Site));
  EXPECT_EQ(class_of(site, "our-vpn"), ServiceClass::Vpn);
  EXPECT_EQ(title_of(site, "our-vpn", false), "保守用VPN");
}

TEST(ProductOfAConversation, IsTheSitesAlsoWhereTheSourceToldABuiltInOneByName) {
  const Site site =
      site_of("products: {our-desk: {class: remote-tool, domains: [desk.anydesk.com]}}\n");
  GraphOf lines({{"10.1.1.1", kServer, "tcp/443", "10:00", "10:01"}}, site);
  Observations observed = lines.observations();
  observed.records[0].service = "anydesk";
  observed.records[0].service_basis = ServiceBasis::Name;
  observed.records[0].names = {"gw.desk.anydesk.com"};
  CollectingSink sink;
  const FlowGraph graph = build_graph(std::move(observed), lines.site(), {}, sink);
  const Conversation& c = graph.conversations()[0];
  EXPECT_EQ(graph[c.service].name, "our-desk");
  EXPECT_EQ(c.service_basis, ServiceBasis::Name);
}

TEST(ProductOfASite, CarriesWhatItsClassDoes) {
  const Site site =
      site_of("products: {helper: {class: remote-tool, domains: [helper.example]}}\n");
  EXPECT_EQ(carry_of(site, "helper", Role::Client), (Carry{carry::kWeak, carry::kStrong}));
  EXPECT_EQ(carry_of(site, "rdp", Role::Client), carry_of("rdp", Role::Client));
  const Site own = site_of("services: {anydesk: {carry: {forward: [pass]}}}\n");
  EXPECT_EQ(carry_of(own, "anydesk", Role::Client), (Carry{carry::kPass, 0}));
}

TEST(TitleOfAService, IsTheProductsNameInTheReadersLanguage) {
  const Site none;
  EXPECT_EQ(title_of(none, "anydesk", false), "AnyDesk");
  EXPECT_EQ(title_of(none, "anydesk", true), "AnyDesk");
  EXPECT_EQ(title_of(none, "thin-telework", true), "シン・テレワークシステム");
  EXPECT_EQ(title_of(none, "magicconnect", true), "MagicConnect（マジックコネクト）");
  EXPECT_EQ(title_of(none, "magicconnect", false), "MagicConnect");
  EXPECT_EQ(title_of(none, "tcp/8443", true), "tcp/8443");
}

}  // namespace
}  // namespace hamon
