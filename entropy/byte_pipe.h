// Bytes of one stream that one thread writes while another one reads them.
//
// The reader gets chunks in the order in which they were written, and nothing else: what it read
// and what All() gives are the same bytes. The last chunk is followed by an empty one.
#ifndef JACKDAW_ENTROPY_BYTE_PIPE_H_
#define JACKDAW_ENTROPY_BYTE_PIPE_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>

#include "base/bytes.h"

namespace jackdaw::entropy {

class BytePipe {
 public:
  // Of the writer. Nothing may be appended after Close; closing again does nothing.
  void Append(ByteSpan bytes);
  void Close();

  // Of the reader: the next bytes, which live as long as the pipe. Waits for them; empty once the
  // pipe is closed and all was read.
  ByteSpan Next();
  // Whether the reader has had all bytes. Waits until there are more or the pipe is closed.
  bool AtEnd() const;

  // All bytes so far.
  Bytes All() const;

 private:
  // Until there are bytes to read, or there will be none.
  void Wait(std::unique_lock<std::mutex>& lock) const;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::deque<Bytes> chunks_;  // references to them stay valid while it grows
  size_t num_read_ = 0;       // chunks
  bool closed_ = false;
};

}  // namespace jackdaw::entropy

#endif  // JACKDAW_ENTROPY_BYTE_PIPE_H_
