// Text for the terminal: results on standard output, errors and progress on standard error.
//
// Nothing here throws or ends the process when a stream is closed, full or broken: a batch goes on
// when nobody reads its errors. Whether the result was written is the caller's business.
#ifndef JACKDAW_APPS_JACKDAW_SYSTEM_CONSOLE_H_
#define JACKDAW_APPS_JACKDAW_SYSTEM_CONSOLE_H_

#include <string_view>

namespace jackdaw::app {

// Opens what is closed of descriptors 0, 1 and 2, in such a way that reading or writing them still
// fails: so that no file that the program opens gets one of these numbers, and is then mistaken for
// a standard stream. Call once, before any file is opened.
void ReserveStandardDescriptors();

// Writes `text` to standard output. If it cannot be written, says so on standard error and returns
// false.
[[nodiscard]] bool PrintOut(std::string_view text);

// Writes "jackdaw: ", `message` and a line break to standard error, in one piece.
void PrintError(std::string_view message);

// Writes `text` to standard error as it is.
void PrintStatus(std::string_view text);

}  // namespace jackdaw::app

#endif  // JACKDAW_APPS_JACKDAW_SYSTEM_CONSOLE_H_
