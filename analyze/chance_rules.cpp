#include "analyze/chance.hpp"
#include "base/result.hpp"

namespace hamon {

std::string_view name_of(ChanceClass of) {
  switch (of) {
    case ChanceClass::AdminLogon:
      return "admin-logon";
    case ChanceClass::RemoteControl:
      return "remote-control";
    case ChanceClass::Pull:
      return "pull";
    case ChanceClass::Weak:
      return "weak";
    case ChanceClass::Damage:
      return "damage";
    case ChanceClass::BackupDamage:
      return "backup-damage";
    case ChanceClass::Pass:
      return "pass";
    case ChanceClass::Contact:
      break;
  }
  return "contact";
}

std::string_view name_of(ChanceRule::Delay kind) {
  switch (kind) {
    case ChanceRule::Delay::Fixed:
      return "fixed";
    case ChanceRule::Delay::LogNormal:
      return "log-normal";
    case ChanceRule::Delay::Uniform:
      return "uniform";
    case ChanceRule::Delay::BySize:
      break;
  }
  return "by-size";
}

ChanceClass chance_class(const Service& service, bool forward, std::uint8_t kind, Role to) {
  switch (kind) {
    case carry::kWeak:
      return ChanceClass::Weak;
    case carry::kDamage:
      return to == Role::Backup ? ChanceClass::BackupDamage : ChanceClass::Damage;
    case carry::kPass:
      return ChanceClass::Pass;
    default:
      HAMON_ASSERT(kind == carry::kStrong);
  }
  switch (service.service_class) {
    case ServiceClass::RemoteTool:
      return ChanceClass::RemoteControl;
    case ServiceClass::RemoteAdmin:
      return ChanceClass::AdminLogon;
    default:
      // Policies are replicated both ways, and either end fetches them.
      return forward && service.name != "dfsr" ? ChanceClass::AdminLogon : ChanceClass::Pull;
  }
}

ChanceRules chance_rules(bool shared_admin) {
  using Delay = ChanceRule::Delay;
  constexpr std::string_view kBreakout =
      "delay: average breakout time, CrowdStrike Global Threat Report 2026";
  constexpr std::string_view kEncryption =
      "delay: median of ransomware families, 53.93 GB in 42 min 52 s, Splunk SURGe 2022";
  constexpr std::string_view kBackups =
      "chance: 66 % of attacks on backups in health care succeeded, Sophos 2024; delay: as damage";
  const double logon = shared_admin ? 0.9 : 0.5;
  const double weak = shared_admin ? 0.3 : 0.05;
  const Duration breakout = Duration::minutes(29);
  constexpr std::uint64_t kRate = 21'000'000;
  return {{{logon, Delay::LogNormal, breakout, 1.0, 0, kBreakout},
           {0.5, Delay::LogNormal, breakout, 1.0, 0, kBreakout},
           {0.8, Delay::Fixed, {}, 0, 0, {}},
           {weak, Delay::Fixed, Duration::minutes(240), 0, 0, {}},
           {0.95, Delay::BySize, {}, 0, kRate, kEncryption},
           {0.95 * 0.66, Delay::BySize, {}, 0, kRate, kBackups},
           {1.0, Delay::Uniform, Duration::seconds(5), 0, 0, {}},
           {1.0, Delay::Fixed, {}, 0, 0, {}}}};
}

std::vector<ChanceClass> chance_classes(Profile profile) {
  if (profile == Profile::Contact) {
    return {ChanceClass::Contact};
  }
  std::vector<ChanceClass> classes{ChanceClass::AdminLogon, ChanceClass::RemoteControl,
                                   ChanceClass::Pull};
  if (profile == Profile::Broad) {
    classes.push_back(ChanceClass::Weak);
  }
  classes.insert(classes.end(),
                 {ChanceClass::Damage, ChanceClass::BackupDamage, ChanceClass::Pass});
  return classes;
}

}  // namespace hamon
