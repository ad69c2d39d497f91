#include "graph/declared_systems.hpp"

#include <algorithm>
#include <map>

namespace hamon {

std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return lower;
}

namespace {

class Declarations {
 public:
  Declarations(const Site& site, DiagnosticSink& diagnostics)
      : site_(site), diagnostics_(diagnostics) {}

  void add(const SiteSystem& declared) {
    DeclaredSystem out;
    System& s = out.system;
    s.name = declared.name;
    s.macs = declared.macs;
    s.names = declared.names;
    s.role = declared.role.value_or(Role::Other);
    s.role_declared = declared.role.has_value();
    s.in_site = true;
    s.critical = declared.critical.value_or(0);
    s.label = declared.label;
    s.department = declared.department;
    s.vendor = declared.vendor;
    s.os = declared.os;
    s.location = declared.location;
    s.owner = declared.owner;
    s.note = declared.note;
    out.ae_titles = declared.ae_titles;
    out.home = declared.home;
    out.separate = declared.separate;
    susceptible_.push_back(declared.susceptible);
    place(std::move(out), declared.addresses, "site");
  }

  void add(const SiteRouter& router) {
    DeclaredSystem out;
    out.system.name = router.name;
    out.system.role = Role::Router;
    out.system.role_declared = true;
    out.system.in_site = true;
    out.is_router = true;
    susceptible_.emplace_back();
    place(std::move(out), router.addresses, "site");
  }

  void add(const LedgerEntry& entry) {
    const std::size_t known = find(entry);
    if (known == systems_.size()) {
      add_new(entry);
    } else {
      extend(systems_[known], entry);
    }
  }

  std::vector<DeclaredSystem> finish() {
    for (std::size_t i = 0; i < systems_.size(); ++i) {
      System& s = systems_[i].system;
      s.susceptible = susceptible_[i].value_or(susceptible_by_default(s.role));
      std::sort(s.macs.begin(), s.macs.end());
      s.macs.erase(std::unique(s.macs.begin(), s.macs.end()), s.macs.end());
      std::sort(s.names.begin(), s.names.end());
      s.names.erase(std::unique(s.names.begin(), s.names.end()), s.names.end());
    }
    return std::move(systems_);
  }

 private:
  static std::string name_of_entry(const LedgerEntry& entry) {
    return entry.name.empty() ? entry.addresses.front().text() : entry.name;
  }

  /// The declared system that the entry is, or their number.
  [[nodiscard]] std::size_t find(const LedgerEntry& entry) const {
    if (const auto named = by_name_.find(ascii_lower(entry.name)); named != by_name_.end()) {
      return named->second;
    }
    for (const IpAddress& address : entry.addresses) {
      if (const auto owner = by_address_.find(address); owner != by_address_.end()) {
        return owner->second;
      }
    }
    return systems_.size();
  }

  void place(DeclaredSystem declared, const std::vector<IpAddress>& addresses, const char* basis) {
    const std::size_t id = systems_.size();
    if (!declared.system.name.empty()) {
      by_name_.emplace(ascii_lower(declared.system.name), id);
    }
    for (const IpAddress& address : addresses) {
      if (by_address_.emplace(address, id).second) {
        declared.system.addresses.push_back({address, std::nullopt, basis, false});
      }
    }
    systems_.push_back(std::move(declared));
  }

  void add_new(const LedgerEntry& entry) {
    if (entry.name.empty() && entry.addresses.empty()) {
      return;
    }
    DeclaredSystem out;
    System& s = out.system;
    s.name = name_of_entry(entry);
    s.macs = entry.macs;
    s.role = entry.role.value_or(Role::Other);
    s.role_declared = entry.role.has_value();
    s.in_ledger = true;
    s.department = entry.department;
    s.vendor = entry.vendor;
    s.os = entry.os;
    s.note = entry.note;
    susceptible_.emplace_back();
    place(std::move(out), entry.addresses, "ledger");
  }

  void note(const LedgerEntry& entry, Message what, Message hint = {}) {
    diagnostics_.report(
        {Severity::Note, std::move(what), "ledger", Place::line(entry.line), std::move(hint)});
  }

  void extend(DeclaredSystem& declared, const LedgerEntry& entry) {
    System& s = declared.system;
    if (!entry.name.empty() && ascii_lower(entry.name) != ascii_lower(s.name)) {
      note(entry, message("{} and {} share an address and are taken as one system, {}", s.name,
                          entry.name, s.name));
      s.names.push_back(entry.name);
    }
    s.in_ledger = true;
    s.macs.insert(s.macs.end(), entry.macs.begin(), entry.macs.end());
    extend_addresses(declared, entry);
    extend_role(s, entry);
    extend_text(s.department, entry.department, entry, s.name);
    extend_text(s.vendor, entry.vendor, entry, s.name);
    extend_text(s.os, entry.os, entry, s.name);
    if (s.note.empty()) {
      s.note = entry.note;
    }
    compare_zone(declared, entry);
  }

  void extend_addresses(DeclaredSystem& declared, const LedgerEntry& entry) {
    System& s = declared.system;
    const auto id = static_cast<std::size_t>(&declared - systems_.data());
    const bool had_any = !s.addresses.empty();
    for (const IpAddress& address : entry.addresses) {
      const auto [owner, is_new] = by_address_.emplace(address, id);
      if (is_new) {
        s.addresses.push_back({address, std::nullopt, "ledger", false});
        if (had_any && s.in_site) {
          note(entry, message("the ledger gives {} the address {}, which the site file does not",
                              s.name, address.text()));
        }
      } else if (owner->second != id) {
        note(entry, message("the ledger gives {} the address {}, which is declared for {}", s.name,
                            address.text(), systems_[owner->second].system.name));
      }
    }
  }

  void extend_role(System& s, const LedgerEntry& entry) {
    if (!entry.role) {
      return;
    }
    if (!s.role_declared) {
      s.role = *entry.role;
      s.role_declared = true;
    } else if (s.role != *entry.role) {
      note(entry, message("{} is {} before and {} here; the first holds", s.name,
                          hamon::name_of(s.role), hamon::name_of(*entry.role)));
    }
  }

  void extend_text(std::string& known, const std::string& said, const LedgerEntry& entry,
                   const std::string& name) {
    if (known.empty()) {
      known = said;
    } else if (!said.empty() && said != known) {
      note(entry, message("{} is {} before and {} here; the first holds", name, known, said));
    }
  }

  /// The ledger's zone decides nothing: prefixes do. Where it names another zone, the officer
  /// should know.
  void compare_zone(const DeclaredSystem& declared, const LedgerEntry& entry) {
    const System& s = declared.system;
    const auto said = std::find_if(site_.zones.begin(), site_.zones.end(), [&](const SiteZone& z) {
      return !entry.zone.empty() && (z.name == entry.zone || z.label == entry.zone);
    });
    if (said == site_.zones.end() || s.addresses.empty() || !declared.home.empty()) {
      return;
    }
    const SiteZone* lies = nullptr;
    int longest = -1;
    for (const SiteZone& zone : site_.zones) {
      for (const Prefix& prefix : zone.prefixes) {
        if (prefix.contains(s.addresses.front().address) && prefix.length() > longest) {
          longest = prefix.length();
          lies = &zone;
        }
      }
    }
    if (lies != nullptr && lies->name != said->name) {
      note(entry, message("the ledger puts {} into {}, its address {} lies in {}", s.name,
                          said->name, s.addresses.front().address.text(), lies->name));
    }
  }

  const Site& site_;
  DiagnosticSink& diagnostics_;
  std::vector<DeclaredSystem> systems_;
  std::vector<std::optional<bool>> susceptible_;
  std::map<std::string, std::size_t> by_name_;
  std::map<IpAddress, std::size_t> by_address_;
};

}  // namespace

std::vector<DeclaredSystem> declared_systems(const Site& site, const Ledger& ledger,
                                             DiagnosticSink& diagnostics) {
  Declarations declarations(site, diagnostics);
  for (const SiteSystem& system : site.systems) {
    declarations.add(system);
  }
  for (const LedgerEntry& entry : ledger.entries) {
    declarations.add(entry);
  }
  for (const SiteRouter& router : site.routers) {
    declarations.add(router);
  }
  return declarations.finish();
}

}  // namespace hamon
