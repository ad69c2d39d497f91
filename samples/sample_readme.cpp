#include "samples/document.hpp"
#include "samples/sample_files.hpp"

namespace hamon {
namespace {

using Document = MarkdownDocument;

void beginning(Document& d, const Catalogue& w) {
  d.paragraph(w.text(
      "Shirase Central Hospital is invented, with everything in it: two days (Thursday "
      "2026-05-14 and Friday 2026-05-15, Japanese time), 63 systems that the site file declares, "
      "seven outside, about 5,500 conversations. Departments, labels and claims in "
      "the files are Japanese in every language. The files are the same bytes each time they are "
      "made."));
  d.heading(w.text("Begin"));
  d.paragraph(w.text("In this folder:"));
  d.commands({"export HAMON_CASE=hospital.case",
              "hamon import --site site.yaml --ledger ledger.csv conn.log dhcp.log ntlm.log",
              "hamon check", "hamon map -o map.svg"});
  d.paragraph(w.text("Or a first look, without site file and case:"));
  d.commands({"hamon look conn.log"});
  d.row({w.text("file"), w.text("what")});
  d.rule();
  d.row({"`conn.log`", w.text("Zeek connection log of a sensor at the core, with link-layer "
                              "addresses")});
  d.row({"`conn.json.log`", w.text("the same as Zeek's JSON writer gives it")});
  d.row({"`dhcp.log`, `ntlm.log`", w.text("host names that machines gave themselves")});
  d.row({"`hospital.pcap`",
         w.text("the same two days as packets. Of each conversation there are the opening, two "
                "data packets each way, keep-alives and the end; the other data packets are left "
                "out, so volumes are smaller than in the log, and times, services and data flows "
                "are equal")});
  d.row({"`site.yaml`", w.text("what the hospital believes: zones, systems, links, claims")});
  d.row({"`ledger.csv`, `ledger-cp932.csv`",
         w.text("its asset ledger, in UTF-8 with byte order mark and in CP932")});
  d.row({"`incidents/`", w.text("published incidents in the small, each with its own README")});
  d.end_table();
}

void story(Document& d, const Catalogue& w) {
  d.heading(w.text("What happened"));
  d.paragraph(w.text(
      "The meal supplier looks after `diet-sv` over a router of its own in the server segment, "
      "which no document names. Its office uses a private address, 192.168.144.25. On Friday at "
      "01:12 somebody else comes in over this line by remote desktop. From `diet-sv` they look "
      "for shares in the segment (191 probes that nobody answers), take the domain controller "
      "`dc1`, and from there the servers of the medical record. `emr-db` overwrites `nas` from "
      "02:05; at 02:50 `diet-sv` begins to send 4.3 GB to the supplier's address, where on other "
      "days 1.9 MB of menus go. The wards' PCs fetch their policies from the domain controllers "
      "in the same night, the others in the morning."));
  d.paragraph(w.text(
      "On Thursday at 10:05 a vendor had put a USB stick into `info-pc1`. What came with it waits "
      "for the administrator's session from `info-pc3` to `upd-sv` at 10:45, and at noon "
      "everything that fetches updates there gets it."));
  d.paragraph(w.text(
      "And, as in many hospitals: the reading terminal keeps a remote-control tool running, the "
      "CT has a second network card and reports home over the office network, a vendor's dump "
      "and a ward's PC write to the backup store, the record's vendor comes back on Friday "
      "evening without having asked, no sensor sees inside the dialysis segment, a laptop stands "
      "in no list, and `old-lis` stands in the ledger only."));
}

void claim(Document& d, const char* id, const std::string& text, const std::string& verdict,
           const std::string& because) {
  d.row({id, text, verdict, because});
}

void claims(Document& d, const Catalogue& w) {
  const std::string refuted = w.text("refuted");
  const std::string not_refuted = w.text("not refuted");
  d.heading(w.text("What do we believe, and what was seen? `hamon check`"));
  d.row({"", w.text("claim"), w.text("verdict"), w.text("because")});
  d.rule();
  claim(d, "K1", w.text("The clinical network has no outside connection but the declared ones"),
        refuted,
        w.text("the meal supplier's rdp and ssh, the reading terminal's anydesk, the CT's https"));
  claim(d, "K2", w.text("There are five outside connections and no more"), refuted,
        w.text("the same four, and link X2 used outside its window on Friday 18:30"));
  claim(d, "K3", w.text("The clinical network and the office network are separate"), refuted,
        w.text("35 systems fetch updates from `upd-sv`; the CT got its second address there"));
  claim(d, "K4", w.text("Only `bkup-sv` writes to `nas`"), refuted,
        w.text("`emr-db` (three times) and `ward4-pc1` (twice)"));
  claim(d, "K5", w.text("The standby `emr-db-s` is switched off"), refuted,
        w.text("`emr-db` mirrors to it all the time; it fetches time, policies and updates"));
  claim(d, "K6", w.text("Dialysis has no outside connection"), w.text("not testable"),
        w.text("no sensor inside 10.78.3.0/24: a router there would pass the border by"));
  claim(d, "K7", w.text("The record is maintained in the announced hours only"), refuted,
        w.text("link X2 and `jump` to `emr-ap1`, both on Friday evening"));
  claim(d, "K8", w.text("The CT is connected to the radiology LAN only"), refuted,
        w.text("a second address, 172.20.5.150, known by the name it gave to DHCP"));
  claim(d, "K9", w.text("The eligibility terminal talks to its own network and to billing only"),
        not_refuted,
        w.text("that is all it used, over IPv6 and by file share, and one renewal of its address"));
  claim(d, "K10", w.text("Patients' Wi-Fi does not reach inside"), not_refuted,
        w.text("it used the Internet only"));
  claim(d, "K11", w.text("Remote control of clinical systems goes over `jump` only"), refuted,
        w.text("anydesk, and rdp, winrm and vnc from elsewhere"));
  d.end_table();
}

void spread_row(Document& d, const char* time, const char* system, const std::string& how) {
  d.row({time, system, how});
}

void spread_from_supplier(Document& d, const Catalogue& w) {
  d.heading(w.text("How far could it get from the meal supplier's line?"));
  d.commands({"hamon spread --from 192.168.144.25@2026-05-15T01:12"});
  d.row({w.text("earliest"), w.text("system"), w.text("how")});
  d.rule();
  spread_row(d, "01:12:00", "`diet-sv`", w.text("rdp; whoever is on the line is active at once"));
  spread_row(d, "01:22:00", "`dc1`",
             w.text("rdp since 01:15, but `diet-sv` passes it on ten minutes after 01:12"));
  spread_row(d, "01:45:00", "`emr-ap1`",
             w.text("winrm from `dc1`; that from `diet-sv` ended at 01:21, too early"));
  spread_row(d, "01:50:00", "`emr-db`", w.text("rdp from `dc1`"));
  spread_row(d, "02:00:00", "`emr-db-s`",
             w.text("data first: the mirror passes the damage on the moment `emr-db` is active; "
                    "itself compromised only at 06:41:30"));
  spread_row(d, "02:05:00", "`nas`", w.text("data only: a NAS runs nobody's code"));
  spread_row(d, "02:40:00", "`ward2-pc1`",
             w.text("fetches policies from `dc1`: against the direction of the connection"));
  d.end_table();
  d.paragraph(
      w.text("38 systems could be compromised, the start included, the last one, "
             "`read-pc`, at 08:40 when it is switched on; `nas` could lose its data; "
             "`lab-an1` is spared only because it counts as not susceptible."));
  d.paragraph(w.text("What would have helped:"));
  d.commands(
      {"hamon spread --from 192.168.144.25@2026-05-15T01:12 --isolate diet-sv@2026-05-15T01:22",
       "hamon spread --from 192.168.144.25@2026-05-15T01:12 --isolate nas@2026-05-15T02:05",
       "hamon spread --from 192.168.144.25@2026-05-15T01:12 --explain nas"});
  d.paragraph(
      w.text("The first leaves two systems, the second keeps `nas` whole (one second later "
             "it would not), the third tells the way to it step by step."));
}

void spread_from_stick(Document& d, const Catalogue& w) {
  d.heading(w.text("And from the USB stick?"));
  d.commands({"hamon spread --from info-pc1@2026-05-14T10:05"});
  d.paragraph(
      w.text("`info-pc3` 10:20, `upd-sv` 10:45, from 12:00 on everything that fetches "
             "updates, one each 40 seconds, beginning with `dc1`. The clinical network is "
             "reached through a server that everybody takes for an office matter."));
}

void further(Document& d, const Catalogue& w) {
  d.heading(w.text("Further questions"));
  d.commands({"hamon find --with 192.168.144.25 --state established",
              "hamon find --from diet-sv --services smb --state attempted", "hamon coverage",
              "hamon import -c packets.case --site site.yaml --ledger ledger.csv hospital.pcap",
              "hamon init conn.log hospital.pcap --ledger ledger.csv -o draft.yaml"});
  d.paragraph(
      w.text("Who used the supplier's line, and when? What did it look for? What was not "
             "watched? Does the capture give the same answers? What would a site file look "
             "like that nobody has written yet?"));
}

}  // namespace

std::string sample_readme(const Catalogue& words) {
  Document d(words.text("A sample hospital: Shirase Central Hospital"));
  beginning(d, words);
  story(d, words);
  claims(d, words);
  spread_from_supplier(d, words);
  spread_from_stick(d, words);
  further(d, words);
  return d.text();
}

}  // namespace hamon
