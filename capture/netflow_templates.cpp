#include "capture/netflow_templates.hpp"

#include "base/service_catalogue.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace hamon {
namespace {

constexpr std::uint16_t kIpfix = 10;
constexpr std::size_t kIpfixHeader = 16;  // RFC 7011, section 3.1
constexpr std::size_t kSetHeader = 4;
constexpr std::uint16_t kLeastDataSet = 256;
constexpr std::uint16_t kEnterpriseBit = 0x8000;

// Set numbers (RFC 3954, section 5.2; RFC 7011, section 3.3.2).
constexpr std::uint16_t kV9Templates = 0;
constexpr std::uint16_t kV9Options = 1;
constexpr std::uint16_t kIpfixTemplates = 2;
constexpr std::uint16_t kIpfixOptions = 3;

bool all_zero(Bytes bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t b) { return b == 0; });
}

// Classification engines of an applicationId (RFC 6759, section 4.1) that only repeat the port.
bool named_by_port(std::uint64_t application, std::size_t bytes) {
  constexpr std::uint64_t kIanaL3 = 1;
  constexpr std::uint64_t kIanaL4 = 3;
  const std::uint64_t engine = bytes > 1 ? application >> ((bytes - 1) * 8) : 0;
  return engine == kIanaL3 || engine == kIanaL4;
}

/// The service an application name stands for; empty for one that is none of ours.
std::string service_of(Bytes name, std::uint8_t protocol, std::uint16_t port) {
  constexpr std::size_t kMostLetters = 64;
  std::string word;
  for (const std::uint8_t byte : name.first(std::min(name.size(), kMostLetters))) {
    if (byte == 0) {
      break;
    }
    word.push_back(static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte));
  }
  return from_sensor_word(word, protocol, port);
}

/// One record of `form`; false where it does not fit any more.
bool read_record(const NetflowTemplate& form, ByteReader& reader, NetflowValues& values) {
  constexpr std::uint8_t kLong = 255;  // RFC 7011, section 7
  values.clear();
  for (const NetflowField& field : form.fields) {
    std::size_t bytes = field.bytes;
    if (field.bytes == NetflowField::kVariable) {
      bytes = reader.u8();
      bytes = bytes == kLong ? reader.u16() : bytes;
    }
    const Bytes value = reader.bytes(bytes);
    if (!reader.ok()) {
      return false;
    }
    if (field.element != NetflowElement::Skip) {
      values.set(field.element, value);
    }
  }
  return true;
}

}  // namespace

NetflowTemplates::Domain* NetflowTemplates::domain_of(const ExportDatagram& context,
                                                      std::uint16_t version, std::uint32_t id) {
  const DomainKey key{context.exporter, version, id};
  if (domains_.size() >= limits_.domains && !domains_.contains(key)) {
    return nullptr;
  }
  Domain& domain = domains_[key];
  domain.ipfix = version == kIpfix;
  return &domain;
}

void NetflowTemplates::datagram(Bytes payload, ExportDatagram context) {
  ExportNotes& notes = output_.notes();
  ByteReader reader(payload);
  const std::uint16_t version = reader.u16();
  const bool ipfix = version == kIpfix;
  const std::uint16_t count = reader.u16();  // IPFIX: bytes of the message
  context.uptime_ms = ipfix ? 0 : reader.u32();
  const std::uint32_t seconds = reader.u32();
  const std::uint32_t number = reader.u32();
  const std::uint32_t id = reader.u32();
  Domain* domain = reader.ok() ? domain_of(context, version, id) : nullptr;
  if (domain == nullptr) {
    notes.malformed.note(context.number);
    return;
  }
  if (seconds != 0) {
    context.sent = Timestamp::from_seconds(seconds);
  }
  Reading reading{*domain, context};
  Bytes sets = reader.rest();
  if (ipfix) {
    const std::size_t stated = count > kIpfixHeader ? count - kIpfixHeader : 0;
    reading.well_formed = count >= kIpfixHeader && stated <= sets.size();
    sets = sets.first(std::min(stated, sets.size()));
  }
  read_sets(sets, reading);
  if (ipfix) {
    check_ipfix_sequence(number, reading);
  } else {
    check_sequence(number, count, reading);
  }
  if (!reading.well_formed) {
    notes.malformed.note(context.number);
  }
}

// By RFC 7011, section 3.1, the number counts the records sent before the message. softflowd counts
// those of the message, too, but no options. Two messages that only the other way fits, and none
// between that only this one fits, settle it; what was called lost in them was not.
void NetflowTemplates::check_ipfix_sequence(std::uint32_t number, const Reading& reading) {
  constexpr std::uint32_t kSettles = 2;
  Domain& domain = reading.domain;
  ExportCount& lost = output_.notes().lost;
  const std::uint32_t flows = reading.records - reading.options;
  const std::uint32_t step = number - domain.last_number;
  const bool compares = domain.last_count > 0 && domain.sequence.is_known();
  const bool fits = step == (domain.counts_itself ? flows : domain.last_count);
  const bool other =
      compares && !fits && step == (domain.counts_itself ? domain.last_count : flows);
  if (other) {
    ++domain.other_fits;
  } else if (fits && flows != domain.last_count) {  // this way alone; a gap tells nothing
    domain.other_fits = 0;
    domain.doubtful = 0;
  }
  if (domain.other_fits >= kSettles) {
    domain.counts_itself = !domain.counts_itself;
    domain.other_fits = 0;
    lost.take_back(domain.doubtful);
    domain.doubtful = 0;
    domain.sequence.forget();
  }
  const std::uint32_t missing = domain.counts_itself
                                    ? domain.sequence.missing_before(number - flows, flows)
                                    : domain.sequence.missing_before(number, reading.records);
  lost.note(reading.context.number, missing);
  domain.doubtful += other ? missing : 0;
  domain.last_number = number;
  domain.last_count = reading.records;
  if (!(reading.all_counted && reading.well_formed)) {
    domain.sequence.forget();
  }
}

// v9 counts datagrams, and some exporters records.
void NetflowTemplates::check_sequence(std::uint32_t number, std::uint32_t count,
                                      const Reading& reading) {
  Domain& domain = reading.domain;
  if (!domain.sequence.expects(number) && domain.last_count > 0 &&
      number == domain.last_number + domain.last_count) {
    domain.sequence.forget();
  }
  domain.last_count = count;
  domain.last_number = number;
  output_.notes().lost.note(reading.context.number, domain.sequence.missing_before(number, 1));
}

void NetflowTemplates::read_sets(Bytes sets, Reading& reading) {
  ByteReader reader(sets);
  while (reader.left() >= kSetHeader) {
    if (all_zero(reader.rest().first(kSetHeader))) {
      // Some exporters fill their datagrams up with zeros.
      reading.well_formed = reading.well_formed && all_zero(reader.rest());
      return;
    }
    const std::uint16_t id = reader.u16();
    const std::uint16_t length = reader.u16();
    if (length < kSetHeader) {
      reading.well_formed = false;
      return;
    }
    const std::size_t stated = length - kSetHeader;
    const Bytes body = reader.bytes(std::min(stated, reader.left()));
    reading.well_formed = reading.well_formed && body.size() == stated;
    read_set(id, body, reading);
    ++reading.set;
  }
}

void NetflowTemplates::read_set(std::uint16_t id, Bytes body, Reading& reading) {
  const bool ipfix = reading.domain.ipfix;
  if (id >= kLeastDataSet) {
    const auto form = reading.domain.templates.find(id);
    if (form == reading.domain.templates.end()) {
      reading.all_counted = false;
      wait(id, body, reading);
    } else {
      read_data(form->second, body, reading);
    }
  } else if (id == (ipfix ? kIpfixTemplates : kV9Templates)) {
    read_templates(body, reading);
  } else if (id == (ipfix ? kIpfixOptions : kV9Options)) {
    read_options_templates(body, reading);
  }
  // Other numbers are reserved: such sets are passed over (RFC 7011, section 3.3.2).
}

void NetflowTemplates::read_templates(Bytes body, Reading& reading) {
  ByteReader reader(body);
  while (reader.left() >= 4 && !all_zero(reader.rest().first(4))) {
    const std::uint16_t id = reader.u16();
    const std::uint16_t count = reader.u16();
    if (count == 0) {
      withdraw(id, false, reading.domain);
      continue;
    }
    NetflowTemplate made;
    if (!read_fields(reader, count, 0, reading.domain.ipfix, made)) {
      reading.well_formed = false;
      return;
    }
    keep(id, std::move(made), reading);
  }
}

void NetflowTemplates::read_options_templates(Bytes body, Reading& reading) {
  const bool ipfix = reading.domain.ipfix;
  ByteReader reader(body);
  while (reader.left() >= 4 && !all_zero(reader.rest().first(4))) {
    const std::uint16_t id = reader.u16();
    std::size_t fields = reader.u16();  // IPFIX: their number; v9: bytes of the scope fields
    if (ipfix && fields == 0) {
      withdraw(id, true, reading.domain);
      continue;
    }
    std::size_t scopes = reader.u16();  // IPFIX: how many are scope; v9: bytes of the others
    if (!ipfix) {
      const std::size_t scope_bytes = std::exchange(fields, (fields + scopes) / 4);
      scopes = scope_bytes / 4;
    }
    NetflowTemplate made;
    made.options = true;
    if (!reader.ok() || !read_fields(reader, fields, ipfix ? 0 : scopes, ipfix, made)) {
      reading.well_formed = false;
      return;
    }
    keep(id, std::move(made), reading);
  }
}

// The scopes of v9 have numbers of their own, which say nothing to us.
bool NetflowTemplates::read_fields(ByteReader& reader, std::size_t count, std::size_t scopes,
                                   bool ipfix, NetflowTemplate& made) {
  if (count > reader.left() / 4) {
    return false;
  }
  made.fields.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::uint16_t number = reader.u16();
    const std::uint16_t bytes = reader.u16();
    std::uint32_t enterprise = 0;
    if (ipfix && (number & kEnterpriseBit) != 0) {
      number = static_cast<std::uint16_t>(number & ~kEnterpriseBit);
      enterprise = reader.u32();
    }
    const NetflowElement element =
        i < scopes ? NetflowElement::Skip : netflow_element(enterprise, number);
    if (bytes > 0) {  // without bytes there is nothing to read, and no end to such fields
      made.fields.push_back({element, bytes});
      made.least_bytes += bytes == NetflowField::kVariable ? 1U : bytes;
    }
  }
  return reader.ok();
}

void NetflowTemplates::keep(std::uint16_t id, NetflowTemplate made, Reading& reading) {
  Domain& domain = reading.domain;
  const auto old = domain.templates.find(id);
  const std::size_t freed = old == domain.templates.end() ? 0 : old->second.fields.size();
  const bool room = (freed > 0 || templates_ < limits_.templates) &&
                    fields_ - freed + made.fields.size() <= limits_.fields;
  if (id < kLeastDataSet || made.least_bytes == 0 || !room) {
    output_.notes().templates_refused.note(reading.context.number);
    return;
  }
  templates_ += old == domain.templates.end() ? 1U : 0U;
  fields_ = fields_ - freed + made.fields.size();
  NetflowTemplate& form = domain.templates[id];
  form = std::move(made);
  const auto waiting = domain.waiting.find(id);
  if (waiting == domain.waiting.end()) {
    return;
  }
  const std::vector<Waiting> sets = std::move(waiting->second);
  domain.waiting.erase(waiting);
  for (const Waiting& set : sets) {
    waiting_bytes_ -= sizeof(Waiting) + set.records.size();
    --waiting_sets_;
    // Their numbers come after those of the records that could be read at once.
    Reading then{domain, set.context, set.set, (set.set + 1) << 16U};
    read_data(form, set.records, then);
    if (!then.well_formed) {
      output_.notes().malformed.note(set.context.number);
    }
  }
}

// RFC 7011, section 8.1; the set's own number withdraws all of its kind.
void NetflowTemplates::withdraw(std::uint16_t id, bool options, Domain& domain) {
  const bool all = domain.ipfix && id == (options ? kIpfixOptions : kIpfixTemplates);
  std::erase_if(domain.templates, [&](const auto& entry) {
    const bool gone = all ? entry.second.options == options : entry.first == id;
    if (gone) {
      --templates_;
      fields_ -= entry.second.fields.size();
    }
    return gone;
  });
}

void NetflowTemplates::wait(std::uint16_t id, Bytes body, Reading& reading) {
  const std::size_t cost = sizeof(Waiting) + body.size();
  if (waiting_bytes_ + cost > limits_.waiting_bytes || body.empty()) {
    output_.notes().not_kept.note(reading.context.number, body.empty() ? 0 : 1);
    return;
  }
  waiting_bytes_ += cost;
  ++waiting_sets_;
  reading.domain.waiting[id].push_back(
      {reading.context, reading.set, std::vector<std::uint8_t>(body.begin(), body.end())});
}

void NetflowTemplates::read_data(const NetflowTemplate& form, Bytes body, Reading& reading) {
  ByteReader reader(body);
  NetflowValues values;
  while (reader.left() >= form.least_bytes) {
    if (!read_record(form, reader, values)) {
      reading.well_formed = false;
      reading.all_counted = false;
      return;
    }
    ++reading.records;
    if (form.options) {
      ++reading.options;
      ++output_.notes().options;
      learn(values, reading.domain);
    } else {
      give(values, reading);
    }
  }
}

void NetflowTemplates::learn(const NetflowValues& values, Domain& domain) {
  using E = NetflowElement;
  if (const auto started = values.number(E::SystemInit); started && *started < 1ULL << 43U) {
    domain.started = Timestamp{} + Duration::milliseconds(static_cast<std::int64_t>(*started));
  }
  const auto sampler = values.number(E::SamplerId);
  if (const auto rate = sampling_of(values)) {
    if (!sampler) {
      domain.sampling = *rate;
    } else if (domain.samplers.contains(*sampler) || names_ < limits_.names) {
      names_ += domain.samplers.insert_or_assign(*sampler, *rate).second ? 1U : 0U;
    }
  }
  const auto application = values.number(E::ApplicationId);
  if (application && !named_by_port(*application, values.bytes(E::ApplicationId).size())) {
    std::string service = service_of(values.bytes(E::ApplicationName), protocol::kTcp, 0);
    if (!service.empty() && names_ < limits_.names) {
      names_ +=
          domain.applications.insert_or_assign(*application, std::move(service)).second ? 1U : 0U;
    }
  }
}

void NetflowTemplates::give(const NetflowValues& values, Reading& reading) {
  using E = NetflowElement;
  Domain& domain = reading.domain;
  auto flow = exported_flow(values, reading.context, domain.ipfix, domain.started);
  if (!flow) {
    ExportNotes& notes = output_.notes();
    const bool sampled = values.has(E::FrameSection) || values.has(E::IpSection);
    (sampled ? notes.not_ip : notes.without_addresses).note(reading.context.number);
    return;
  }
  const auto sampler = values.number(E::SamplerId);
  if (!flow->sampling && sampler) {
    const auto rate = domain.samplers.find(*sampler);
    if (rate != domain.samplers.end()) {
      flow->sampling = rate->second;
    }
  } else if (!flow->sampling && domain.sampling > 0) {
    flow->sampling = domain.sampling;
  } else if (!flow->sampling && domain.samplers.size() == 1) {
    flow->sampling = domain.samplers.begin()->second;  // the only one that it can be
  }
  const std::uint16_t port = flow->target_port.value_or(0);
  if (const auto application = values.number(E::ApplicationId)) {
    const auto service = domain.applications.find(*application);
    flow->service = service == domain.applications.end() ? std::string() : service->second;
  }
  if (values.has(E::ApplicationName)) {
    flow->service = service_of(values.bytes(E::ApplicationName), flow->protocol, port);
  } else if (const auto label = values.number(E::YafLabel); label && *label <= 0xFFFF) {
    // YAF names what it recognised by the port that is customary for it.
    flow->service = service_at(flow->protocol, static_cast<std::uint16_t>(*label));
  }
  output_.give(*flow, reading.context, reading.part++);
}

void NetflowTemplates::finish() {
  for (auto& [key, domain] : domains_) {
    for (const auto& [id, sets] : domain.waiting) {
      for (const Waiting& set : sets) {
        ExportCount& count = output_.notes().without_template;
        const std::uint64_t first = count.times == 0 ? set.context.number : count.first;
        count.note(set.context.number);
        count.first = std::min(first, set.context.number);
      }
    }
    domain.waiting.clear();
  }
  waiting_bytes_ = 0;
  waiting_sets_ = 0;
}

}  // namespace hamon
