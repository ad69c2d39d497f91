#include "base/product_catalogue.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

struct Domain {
  std::string_view suffix;  // a whole domain: matches itself and everything under it
  std::size_t product;
};

constexpr auto kProducts = std::to_array<RemoteProduct>({
    {"teamviewer", ServiceClass::RemoteTool},     // 0
    {"anydesk", ServiceClass::RemoteTool},        // 1
    {"splashtop", ServiceClass::RemoteTool},      // 2
    {"logmein", ServiceClass::RemoteTool},        // 3
    {"remoteview", ServiceClass::RemoteTool},     // 4
    {"isl-online", ServiceClass::RemoteTool},     // 5
    {"chrome-remote", ServiceClass::RemoteTool},  // 6
    {"rustdesk", ServiceClass::RemoteTool},       // 7
    {"screenconnect", ServiceClass::RemoteTool},  // 8
    {"beyondtrust", ServiceClass::RemoteTool},    // 9
    {"zoho-assist", ServiceClass::RemoteTool},    // 10
    {"atera", ServiceClass::RemoteTool},          // 11
    {"dwservice", ServiceClass::RemoteTool},      // 12
    {"getscreen", ServiceClass::RemoteTool},      // 13
    {"parsec", ServiceClass::RemoteTool},         // 14
    {"remotepc", ServiceClass::RemoteTool},       // 15
    {"meshcentral", ServiceClass::RemoteTool},    // 16
    {"netsupport", ServiceClass::RemoteTool},     // 17
    {"magicconnect", ServiceClass::RemoteTool},   // 18
    {"thin-telework", ServiceClass::RemoteTool},  // 19
    {"realvnc", ServiceClass::RemoteTool},        // 20
    {"softether", ServiceClass::Vpn},             // 21
    {"vpn-azure", ServiceClass::Vpn},             // 22
    {"tailscale", ServiceClass::Vpn},             // 23
    {"zerotier", ServiceClass::Vpn},              // 24
    {"ngrok", ServiceClass::Vpn},                 // 25
    {"cloudflare-tunnel", ServiceClass::Vpn},     // 26
    {"dev-tunnels", ServiceClass::Vpn},           // 27
    {"tmate", ServiceClass::Vpn},                 // 28
    {"twingate", ServiceClass::Vpn},              // 29
});

constexpr auto kDomains = std::to_array<Domain>({
    {"teamviewer.com", 0},
    {"anydesk.com", 1},
    {"splashtop.com", 2},
    {"splashtop.eu", 2},
    {"logmein.com", 3},
    {"logmeininc.com", 3},
    {"logmein-gateway.com", 3},
    {"logmeinrescue.com", 3},
    {"getgo.com", 3},
    {"gotoassist.com", 3},
    {"gotomypc.com", 3},
    {"rview.com", 4},
    {"rsupport.com", 4},
    {"islonline.net", 5},
    {"islonline.com", 5},
    {"remotedesktop.google.com", 6},
    {"remotedesktop-pa.googleapis.com", 6},
    {"rustdesk.com", 7},
    {"screenconnect.com", 8},
    {"control.connectwise.com", 8},
    {"beyondtrustcloud.com", 9},
    {"bomgarcloud.com", 9},
    {"bomgar.com", 9},
    {"assist.zoho.com", 10},
    {"assist.zoho.jp", 10},
    {"zohoassist.com", 10},
    {"zohoassist.jp", 10},
    {"atera.com", 11},
    {"dwservice.net", 12},
    {"getscreen.me", 13},
    {"parsec.app", 14},
    {"remotepc.com", 15},
    {"meshcentral.com", 16},
    {"netsupportsoftware.com", 17},
    {"magicconnect.net", 18},
    {"telework.cyber.ipa.go.jp", 19},
    {"services.vnc.com", 20},
    {"softether-network.net", 21},
    {"softether.org", 21},
    {"softether.com", 21},
    {"v6.softether.co.jp", 21},
    {"senet.aoi.flets-east.jp", 21},
    {"senet.p-ns.flets-west.jp", 21},
    {"vpnazure.net", 22},
    {"tailscale.com", 23},
    {"zerotier.com", 24},
    {"ngrok-agent.com", 25},
    {"ngrok.com", 25},
    {"ngrok.io", 25},
    {"ngrok.app", 25},
    {"ngrok.dev", 25},
    {"ngrok-free.app", 25},
    {"argotunnel.com", 26},
    {"cftunnel.com", 26},
    {"trycloudflare.com", 26},
    {"devtunnels.ms", 27},
    {"tunnels.api.visualstudio.com", 27},
    {"tmate.io", 28},
    {"twingate.com", 29},
});

bool is_under(std::string_view host, std::string_view domain) {
  return host == domain || (host.size() > domain.size() && host.ends_with(domain) &&
                            host[host.size() - domain.size() - 1] == '.');
}

}  // namespace

const RemoteProduct* product_of_name(std::string_view host) {
  const auto* found = std::ranges::find_if(
      kDomains, [&](const Domain& domain) { return is_under(host, domain.suffix); });
  return found == kDomains.end() ? nullptr : &kProducts[found->product];
}

}  // namespace hamon
