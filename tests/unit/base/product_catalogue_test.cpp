#include "base/product_catalogue.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace hamon {
namespace {

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;

std::string_view word_of(std::string_view host) {
  const RemoteProduct* product = product_of_name(host);
  return product == nullptr ? std::string_view() : product->name;
}

TEST(ProductCatalogue, MatchWholeDomainsOnly) {
  EXPECT_EQ(word_of("anydesk.com"), "anydesk");
  EXPECT_EQ(word_of("boot.net.anydesk.com"), "anydesk");
  EXPECT_EQ(word_of("relay-0a1b2c3d.net.anydesk.com"), "anydesk");
  EXPECT_EQ(word_of("notanydesk.com"), "");
  EXPECT_EQ(word_of("anydesk.com.example"), "");
  EXPECT_EQ(word_of("com"), "");
  EXPECT_EQ(word_of(""), "");
  EXPECT_EQ(word_of("."), "");
  EXPECT_EQ(product_of_name("x.softether-network.net")->service_class, ServiceClass::Vpn);
}

TEST(ProductCatalogue, KnowsTheProductsUsedInJapanByTheNamesOfTheirServers) {
  EXPECT_EQ(word_of("ntt01.magicconnect.net"), "magicconnect");
  EXPECT_EQ(word_of("telework.cyber.ipa.go.jp"), "thin-telework");
  EXPECT_EQ(word_of("content.rview.com"), "remoteview");
  EXPECT_EQ(word_of("vpn123456789.vpnazure.net"), "vpn-azure");
  // Inside NTT's closed FLETS network these resolve without any contract for the internet.
  EXPECT_EQ(word_of("hospital.senet.aoi.flets-east.jp"), "softether");
  EXPECT_EQ(word_of("hospital.senet.p-ns.flets-west.jp"), "softether");
  EXPECT_EQ(word_of("hospital.senet-flets.v6.softether.co.jp"), "softether");
  EXPECT_EQ(word_of("www.flets-east.jp"), "");
  EXPECT_EQ(word_of("www.ipa.go.jp"), "");
}

TEST(ProductCatalogue, KeepsTheWordsOfTheVersionBefore) {
  for (const std::string_view word : {"teamviewer",    "anydesk",       "splashtop",
                                      "logmein",       "remoteview",    "isl-online",
                                      "chrome-remote", "rustdesk",      "screenconnect",
                                      "beyondtrust",   "zoho-assist",   "atera",
                                      "dwservice",     "getscreen",     "parsec",
                                      "remotepc",      "meshcentral",   "netsupport",
                                      "magicconnect",  "thin-telework", "realvnc",
                                      "softether",     "vpn-azure",     "tailscale",
                                      "zerotier",      "ngrok",         "cloudflare-tunnel",
                                      "dev-tunnels",   "tmate",         "twingate"}) {
    EXPECT_NE(product_called(word), nullptr) << word;
  }
  EXPECT_EQ(word_of("openrelay.getgo.com"), "logmein");
  EXPECT_EQ(product_called("rdp"), nullptr);
}

TEST(ProductCatalogue, HoldsNoDomainThatServesOtherThingsToo) {
  std::set<std::string_view> words;
  std::set<std::string_view> domains;
  for (const RemoteProduct& product : remote_products()) {
    EXPECT_TRUE(words.insert(product.name).second) << product.name;
    EXPECT_FALSE(product.title.empty()) << product.name;
    EXPECT_FALSE(product.domains.empty() && product.ports.empty() && product.name != "sstp")
        << product.name;
    std::set<std::string_view> own;
    for (const std::string_view domain : product.domains) {
      EXPECT_FALSE(is_shared_domain(domain)) << product.name << ' ' << domain;
      EXPECT_EQ(fixed_domain(domain), domain) << product.name;
      own.insert(domain);
    }
    for (const std::string_view domain : own) {
      EXPECT_TRUE(domains.insert(domain).second) << product.name << ' ' << domain;
    }
  }
  EXPECT_GE(words.size(), 85U);
  for (const std::string_view host :
       {"www.google.com", "fonts.googleapis.com", "login.microsoft.com", "github.com",
        "raw.githubusercontent.com", "s3.amazonaws.com", "x.blob.core.windows.net",
        "d111111abcdef8.cloudfront.net", "mail.zoho.com", "hamon.local"}) {
    EXPECT_EQ(product_of_name(host), nullptr) << host;
  }
}

TEST(ProductCatalogue, GivesTheLongestDomainThePreference) {
  DomainTable domains;
  domains.add("example.jp", 1);
  domains.add("vpn.example.jp", 2);
  EXPECT_EQ(domains.find("a.vpn.example.jp")->value, 2U);
  EXPECT_EQ(domains.find("a.example.jp")->value, 1U);
  EXPECT_EQ(domains.find("myvpn.example.jp")->value, 1U);
  EXPECT_EQ(domains.find("jp"), std::nullopt);
}

TEST(ProductCatalogue, LooksAtTheEndOfANameThatIsTooLong) {
  EXPECT_EQ(word_of(std::string(100'000, 'a') + ".net.anydesk.com"), "anydesk");
  EXPECT_EQ(word_of(std::string(100'000, '.')), "");
  EXPECT_EQ(word_of(std::string(100'000, 'a')), "");
}

TEST(ProductCatalogue, KnowsMarksInsideTlsAndPorts) {
  EXPECT_EQ(word_of("anydesk client"), "anydesk");
  EXPECT_EQ(product_of_alpn("anydesk/6.2.0/windows")->name, "anydesk");
  EXPECT_EQ(product_of_alpn("h2"), nullptr);
  EXPECT_EQ(product_of_alpn(""), nullptr);
  EXPECT_EQ(product_at(kUdp, 9993)->name, "zerotier");
  EXPECT_EQ(product_at(kTcp, 9993), nullptr);
  EXPECT_EQ(service_or_port(kTcp, 21117, true), "rustdesk");
  EXPECT_EQ(service_or_port(kTcp, 21120, true), "tcp/21120");
}

TEST(ProductCatalogue, PutsEveryProductOfAClassOnTheSameFooting) {
  for (const RemoteProduct& product : remote_products()) {
    EXPECT_EQ(class_of(product.name), product.service_class) << product.name;
    EXPECT_EQ(carry_of(product.name, Role::Client), carry_of(product.service_class))
        << product.name;
  }
  EXPECT_EQ(carry_of("rustdesk", Role::Other), (Carry{carry::kWeak, carry::kStrong}));
  EXPECT_EQ(carry_of("zerotier", Role::Other), Carry{});
}

TEST(ProductCatalogue, ReducesAGlobToWhatIsFixed) {
  EXPECT_EQ(fixed_domain("relay-*.net.AnyDesk.com"), "net.anydesk.com");
  EXPECT_EQ(fixed_domain("relay-[a-f0-9].net.anydesk.com"), "net.anydesk.com");
  EXPECT_EQ(fixed_domain("*.vendor.example"), "vendor.example");
  EXPECT_EQ(fixed_domain("*vendor.example"), "example");
  EXPECT_EQ(fixed_domain("vendor.example."), "vendor.example");
  EXPECT_EQ(fixed_domain("vendor.*"), "");
  EXPECT_TRUE(is_shared_domain("example"));
  EXPECT_TRUE(is_shared_domain(""));
  EXPECT_TRUE(is_shared_domain("amazonaws.com"));
  EXPECT_FALSE(is_shared_domain("vendor.example"));
}

}  // namespace
}  // namespace hamon
