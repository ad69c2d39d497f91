#pragma once

#include "capture/log_time.hpp"
#include "capture/windows_event.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// The cells of one record of CSV (RFC 4180), which may hold line ends and doubled quotation marks;
/// blanks around a cell without quotation marks are left out. At most 64.
[[nodiscard]] std::vector<std::string> csv_cells(std::string_view record, char separator);

/// Fills in what the message of an event says behind its labels, English or Japanese. UTF-8.
void read_event_message(std::string_view message, WindowsEvent& event);

/// The account of the machine itself (`EMR-DB1$`), where the event was caused by its system
/// account; else empty. A view of the message.
[[nodiscard]] std::string_view machine_account(std::string_view message);

/// Whether the labels were lost: PowerShell 5 writes `?` for what is not ASCII unless told the
/// encoding.
[[nodiscard]] bool lost_its_text(std::string_view message);

/// A date and time as Windows displays it: `2026/06/09 9:05:01`, `6/9/2026 9:05:01 AM`,
/// `09.06.2026 09:05:01`; the month first only before AM and PM or where the second number is no
/// month. Also as `take_time` reads it.
[[nodiscard]] std::optional<WrittenTime> displayed_time(std::string_view text);

}  // namespace hamon
