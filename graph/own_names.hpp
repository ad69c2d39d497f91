#pragma once

#include "graph/flow_graph.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// Whether the binding says what the system at its address calls itself: a host name (NTLM, SMB,
/// NetBIOS, mDNS, DHCP), an LLDP or CDP name, a DICOM AE title, an HL7 application, the name in its
/// certificate (not one with a wildcard, nor an address).
[[nodiscard]] bool is_own_name(const Binding& binding);
/// Whether it is a name of the host itself: of the above all but AE title, HL7 application and
/// certificate.
[[nodiscard]] bool is_host_name(BindingKind kind);

/// How a binding's kind stands in answers: `host-name`, `neighbour`, `ae-title`,
/// `hl7-application`, `certificate`.
[[nodiscard]] std::string_view own_name_basis(BindingKind kind);

/// What tells whether two systems call themselves the same: of a host name its first label in lower
/// case, of an AE title the title without spaces around it, whose letters count (DICOM PS3.5,
/// section 6.2, AE); of each kind apart.
[[nodiscard]] std::string own_name_key(BindingKind kind, std::string_view name);

/// Each (kind, name) once with all the time it was heard, most telling first: host names, then LLDP
/// or CDP name, AE title, HL7 application, certificate; of one kind the one heard last, then the
/// shorter, then by bytes.
[[nodiscard]] std::vector<OwnName> in_order_of_telling(std::vector<OwnName> names);

/// What to call a system beside its name: the most telling of its own names that no other system
/// uses, a host name by its first label. Empty when there is none, and when site file or ledger
/// name it already.
[[nodiscard]] std::string called(const System& system);

/// `10.1.2.3 (pacs-sv)`: the system's name, and what it calls itself where `called` tells it.
[[nodiscard]] std::string name_and_called(const System& system);

/// The public address of the client that held the system's address at `time`, as a VPN gateway
/// says; empty where none does.
[[nodiscard]] std::string came_from(const System& system, Timestamp time);

/// The part of a host name before its first dot, ASCII letters in lower case.
[[nodiscard]] std::string first_label(std::string_view name);

}  // namespace hamon
