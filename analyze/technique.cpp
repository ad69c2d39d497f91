#include "analyze/spread.hpp"

#include <algorithm>
#include <iterator>

namespace hamon {
namespace {

struct Technique {
  std::string_view service;
  bool forward;
  std::uint8_t kinds;  // any of these
  std::string_view id;
};

// MITRE ATT&CK, enterprise matrix.
constexpr Technique kTechniques[] = {
    {"rdp", true, carry::kStrong, "T1021.001"},    // Remote Desktop Protocol
    {"rdp", false, carry::kWeak, "T1563.002"},     // RDP Hijacking
    {"ssh", true, carry::kStrong, "T1021.004"},    // SSH
    {"telnet", true, carry::kStrong, "T1021"},     // Remote Services
    {"vnc", true, carry::kStrong, "T1021.005"},    // VNC
    {"winrm", true, carry::kStrong, "T1021.006"},  // Windows Remote Management
    {"wmi", true, carry::kStrong, "T1047"},        // Windows Management Instrumentation
    {"wsus", false, carry::kStrong, "T1072"},      // Software Deployment Tools
    {"dfsr", true, carry::kStrong, "T1484"},       // Domain or Tenant Policy Modification
    {"dfsr", false, carry::kStrong, "T1484"},
    {"teamviewer", false, carry::kStrong, "T1219"},  // Remote Access Tools
    {"anydesk", false, carry::kStrong, "T1219"},
    {"splashtop", false, carry::kStrong, "T1219"},
    {"teamviewer", true, carry::kWeak, "T1219"},
    {"anydesk", true, carry::kWeak, "T1219"},
    {"splashtop", true, carry::kWeak, "T1219"},
    {"mssql", true, carry::kWeak, "T1210"},  // Exploitation of Remote Services
    {"oracle", true, carry::kWeak, "T1210"},
    {"postgresql", true, carry::kWeak, "T1210"},
    {"mysql", true, carry::kWeak, "T1210"},
    {"iris", true, carry::kWeak, "T1210"},
};

std::string_view smb_technique(Role responder, bool forward, std::uint8_t kind) {
  const bool strong = (kind & carry::kStrong) != 0;
  if (responder == Role::DomainController) {
    return strong && !forward ? "T1484.001" : "T1210";  // Group Policy Modification
  }
  return strong && forward ? "T1021.002" : "T1080";  // SMB Admin Shares; Taint Shared Content
}

}  // namespace

std::string_view technique_of(std::string_view service, Role responder, bool forward,
                              std::uint8_t kind) {
  if (kind == 0) {
    return {};
  }
  if ((kind & (carry::kStrong | carry::kWeak)) == 0) {
    return "T1486";  // Data Encrypted for Impact
  }
  if (service == "smb") {
    return smb_technique(responder, forward, kind);
  }
  const auto* found =
      std::find_if(std::begin(kTechniques), std::end(kTechniques), [&](const Technique& t) {
        return t.service == service && t.forward == forward && (t.kinds & kind) != 0;
      });
  if (found != std::end(kTechniques)) {
    return found->id;
  }
  switch (class_of(service)) {
    case ServiceClass::RemoteTool:
      return "T1219";  // Remote Access Tools
    case ServiceClass::RemoteAdmin:
      return "T1021";  // Remote Services
    case ServiceClass::Vpn:
    case ServiceClass::None:
      break;
  }
  return {};
}

}  // namespace hamon
