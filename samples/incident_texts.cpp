#include "samples/incidents.hpp"

namespace hamon {
namespace {

IncidentText osaka(const Catalogue& w) {
  return {
      w.text("Osaka 2022: over the meal supplier"),
      w.text("On 31 October 2022 at about 04:00 somebody enters a meal supplier through a VPN "
             "device with a known weakness. Supplier and hospital are permanently connected; by "
             "remote desktop it goes on to the hospital's meal server, and from there, since all "
             "machines share one administrator password, to the core servers. 31 servers and "
             "about 1,300 terminals are encrypted. Staff notice between 06:30 and 07:00; at 07:20 "
             "the supplier asks to cut the line. Full recovery takes until January."),
      w.text("The record's network is closed; the supplier's line is for menus only."),
      w.text("Supplier 192.168.181.10, meal server, one server of the record, domain controller, "
             "backup store, two outpatient PCs; the times inside the hospital are invented."),
      w.text("Cutting the supplier at 07:20 changes nothing any more; isolating the domain "
             "controller at that time still saves the PC that boots later; isolating the meal "
             "server at 04:20 would have stopped it."),
      w.text("The hospital's investigation report of 2023-03-28 as told by the press (ITmedia, "
             "Yomiuri, Impress DCross), statements of the supplier and NHK of November 2022.")};
}

IncidentText handa(const Catalogue& w) {
  return {
      w.text("Handa 2021: over a forgotten VPN device"),
      w.text("On 31 October 2021 at 00:30 every printer of a town hospital prints a ransom note. "
             "The way in was very probably a VPN device for remote maintenance that nobody had "
             "updated and whose passwords stood on a leaked list. About 200 terminals and a dozen "
             "servers, the backup among them, are lost; the administrator arrives at 03:00; normal "
             "service returns in January."),
      w.text("The record is not connected to the Internet."),
      w.text("An address of the VPN's pool, 192.168.182.200, domain controller, record, backup, "
             "two ward PCs, one outpatient PC, a printer; the times before 00:30 are invented."),
      w.text("Pulling every cable at 03:00 saves only what had been switched off until then. The "
             "burst of print jobs at 00:30 is what could be seen: hamon find --services print."),
      w.text("The expert committee's report of June 2022 as told by the press (Mynavi, Nikkei "
             "xTECH, Asahi, Mainichi).")};
}

IncidentText uda(const Catalogue& w) {
  return {
      w.text("Uda 2018: the way in that nobody found"),
      w.text("On 16 October 2018 at 05:40, two weeks after a new record system began, a city "
             "hospital finds it encrypted: eight machines hit, about 30 servers clean. The backup "
             "tape had never been put in. The way in stays unknown: logs were not kept and the "
             "machines were rebuilt. Since the network could not reach the Internet, somebody is "
             "thought to have brought something in."),
      w.text("Nothing gets out to the Internet, so nothing gets in."),
      w.text("An unknown address, 10.83.1.77, stands in the clinical segment for 20 minutes on "
             "the evening before, asks outwards in vain and opens one file share. This part is "
             "invented: it shows what would have had to be kept."),
      w.text("hamon check does not refute the claim, since nothing outside answered, but lists "
             "the attempts and the undeclared address with its times. What came in by hand is "
             "never excluded."),
      w.text("Press and columns of 2018 to 2020 on the city's report.")};
}

IncidentText okayama(const Catalogue& w) {
  return {
      w.text("Okayama 2024: a VPN is no closed network"),
      w.text("In May 2024 somebody enters a psychiatric hospital's data centre over the VPN "
             "device for maintenance, with an administrator's password that could be guessed and "
             "was the same on every PC. Hospital, clinic and data centre are hit: on 19 May at "
             "16:00 the record stops, on 20 May at 06:15 encrypted backups are found. Data of up "
             "to 40,000 people leaks. The record's vendor had taken the VPN for closed and safe."),
      w.text("We use a VPN, so we are closed."),
      w.text("An address of the VPN's pool, 192.168.184.31, virtual domain controller, "
             "virtualisation host, record, backup, a file share, a PC in the hospital and one in "
             "the clinic; the times between 13 and 19 May are invented."),
      w.text("Six days between entry and outage: every backup after 13 May 20:20 is suspect."),
      w.text("The hospital's investigation report of 2025-02-13 as told by the press (Kyodo, KSB, "
             "Nikkei xTECH, Asahi).")};
}

IncidentText kokubu(const Catalogue& w) {
  return {
      w.text("Kokubu 2024: remote desktop open to the Internet"),
      w.text("On 27 February 2024, late in the evening, part of a hospital's image documents is "
             "encrypted. A device that the vendor had installed for maintaining the image server "
             "let anybody on the Internet reach a PC by remote desktop without asking who they "
             "are. The image server had no antivirus. Record and accounting are not hit."),
      w.text("Only the vendor uses the image server's maintenance line."),
      w.text("Internet 198.51.100.140, a PC and a server for images, record, accounting, an "
             "outpatient PC; the times are invented."),
      w.text("A case where it ends: DICOM, HL7 and the record's own protocol carry nothing back. "
             "The record is not reached, as in reality."),
      w.text("The hospital's notice of March 2024 as told by Security NEXT and others.")};
}

IncidentText two_entrances(const Catalogue& w) {
  return {w.text("One vendor, two entrances"),
          w.text("The story that the guidance for medical institutions tells at checkpoint 8: a "
                 "vendor's USB stick infects the office network, only the office network is "
                 "investigated, and days later clinical systems fail. The vendor's own network was "
                 "infected, and the same vendor maintained a clinical system over a remote line."),
          w.text("The clinical network is safe, so it need not be investigated."),
          w.text("Two office PCs with a file server, a departmental server with the record, the "
                 "vendor at 192.168.186.20; everything is invented."),
          w.text("From the stick alone nothing clinical is reached. Start from everything that the "
                 "vendor touches, and the record falls on the third day. The difference is the "
                 "lesson: an organisation is one start, with all its entrances."),
          w.text("Guidance on ransomware for medical institutions by the medical group of the "
                 "Institute of Digital Forensics and Medical ISAC, checkpoint 8.")};
}

IncidentText hse(const Catalogue& w) {
  return {
      w.text("HSE Ireland 2021: eight weeks unnoticed"),
      w.text("On 18 March 2021 somebody opens a spreadsheet from a mail on one workstation. On 31 "
             "March an antivirus notices the tools but only watches; on 7 May they are on six "
             "servers; on 14 May at 01:00 headquarters and six hospitals are encrypted at once, "
             "and the whole health service switches everything off. About 80 % was encrypted."),
      w.text("An alert that the antivirus handled needs no second look."),
      w.text("One PC, two servers, a domain controller, a server in hospital A, a PC in hospital "
             "B; days as published, times of day partly invented."),
      w.text("Few steps, far apart: whoever looks at one week sees none of it."),
      w.text("The independent review by PwC of December 2021; RTE and Irish Examiner.")};
}

IncidentText wannacry(const Catalogue& w) {
  return {
      w.text("WannaCry 2017: a worm from the health network"),
      w.text("On 12 May 2017 a worm goes through file sharing on port 445 and a hole that had a "
             "patch since March; no mail, no password. In England it also comes over the health "
             "service's own network; 34 trusts are infected, 46 more are disrupted without being "
             "infected. Most infected machines were supported Windows 7 without the patch. In "
             "Japan, too, scanners on networks without Internet restarted that year."),
      w.text("What comes from the health network can be trusted."),
      w.text("A peer on the health network, 172.24.8.9, two PCs, a patched one, a scanner on "
             "Windows; the minutes are invented."),
      w.text("A worm does not wait ten minutes: with an incubation of one minute four machines "
             "are hit within five minutes, with ten minutes it seems to end at the first. The "
             "patched PC runs nothing, but a share on it could be overwritten."),
      w.text("National Audit Office, investigation of October 2017; McAfee Labs; Nikkei Medical "
             "on Fukushima.")};
}

}  // namespace

std::vector<IncidentText> incident_texts(const Catalogue& words) {
  return {osaka(words),  handa(words),         uda(words), okayama(words),
          kokubu(words), two_entrances(words), hse(words), wannacry(words)};
}

}  // namespace hamon
