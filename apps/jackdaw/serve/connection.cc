#include "apps/jackdaw/serve/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "apps/jackdaw/serve/request_head.h"

namespace jackdaw::serve {
namespace {

// Head and a small body leave in one packet, not two.
constexpr size_t kMaxPending = 16 << 10;

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

int64_t NowNs() {
  return duration_cast<nanoseconds>(Connection::Clock::now().time_since_epoch()).count();
}

}  // namespace

Connection::Connection(int fd, std::string peer, const ConnectionLimits& limits)
    : fd_(fd), peer_(std::move(peer)), limits_(limits), since_ns_(NowNs()) {}

Connection::~Connection() { close(fd_); }

void Connection::Abort() { shutdown(fd_, SHUT_RDWR); }

milliseconds Connection::idle() const {
  return duration_cast<milliseconds>(nanoseconds(NowNs() - since_ns_));
}

void Connection::Enter(ConnectionState state) {
  since_ns_ = NowNs();
  state_ = state;
}

Connection::Wait Connection::WaitFor(short events, Clock::time_point deadline) const {
  while (true) {
    const auto left = duration_cast<milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return Wait::kTimedOut;
    pollfd item{fd_, events, 0};
    const int n = poll(&item, 1, static_cast<int>(std::min<int64_t>(left + 1, 60000)));
    if (n > 0) return Wait::kReady;  // errors, too: the next call on the socket has them
    if (n < 0 && errno != EINTR) return Wait::kFailed;
  }
}

HeadOutcome Connection::Receive(Clock::time_point deadline) {
  std::array<char, 4096> buffer;
  while (true) {
    const ssize_t n = recv(fd_, buffer.data(), buffer.size(), 0);
    if (n > 0) {
      input_.append(buffer.data(), static_cast<size_t>(n));
      return HeadOutcome::kComplete;
    }
    if (n == 0) return HeadOutcome::kClosed;
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return HeadOutcome::kClosed;
    const Wait wait = WaitFor(POLLIN, deadline);
    if (wait == Wait::kTimedOut) return HeadOutcome::kTimedOut;
    if (wait == Wait::kFailed) return HeadOutcome::kClosed;
  }
}

HeadOutcome Connection::ReadHead(std::string* head) {
  if (input_.empty()) {
    Enter(ConnectionState::kWaiting);
    const HeadOutcome outcome = Receive(Clock::now() + limits_.idle);
    if (outcome != HeadOutcome::kComplete) return outcome;
  }
  Enter(ConnectionState::kReading);
  const Clock::time_point deadline = Clock::now() + limits_.head;
  size_t searched = 0;
  while (true) {
    const auto end = FindHeadEnd(input_, searched);
    if (end && *end <= kMaxHeadBytes) {
      *head = input_.substr(0, *end);
      input_.erase(0, *end);
      Enter(ConnectionState::kWorking);
      return HeadOutcome::kComplete;
    }
    if (end || input_.size() > kMaxHeadBytes) return HeadOutcome::kTooLong;
    searched = input_.size();
    const HeadOutcome outcome = Receive(deadline);
    if (outcome != HeadOutcome::kComplete) return outcome;
  }
}

void Connection::StartReply() {
  reply_start_ = Clock::now();
  sent_bytes_ = 0;
  pending_.clear();
  Enter(ConnectionState::kSending);
}

Connection::Clock::time_point Connection::SendDeadline() const {
  return reply_start_ + limits_.grace +
         milliseconds(sent_bytes_ * 1000 / std::max<uint64_t>(1, limits_.min_bytes_per_second));
}

bool Connection::SendAll(std::string_view first, std::string_view second) {
  while (!first.empty() || !second.empty()) {
    std::array<iovec, 2> pieces = {{{const_cast<char*>(first.data()), first.size()},
                                    {const_cast<char*>(second.data()), second.size()}}};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    const ssize_t n = sendmsg(fd_, &message, MSG_NOSIGNAL);
    if (n >= 0) {
      const auto sent = static_cast<size_t>(n);
      sent_bytes_ += sent;
      since_ns_ = NowNs();
      const size_t of_first = std::min(sent, first.size());
      first.remove_prefix(of_first);
      second.remove_prefix(sent - of_first);
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
    const Wait wait = WaitFor(POLLOUT, SendDeadline());
    if (wait == Wait::kTimedOut) timed_out_ = true;
    if (wait != Wait::kReady) return false;
  }
  return true;
}

bool Connection::Send(std::string_view bytes) {
  if (bytes.size() <= kMaxPending - std::min(pending_.size(), kMaxPending)) {
    pending_.append(bytes);
    return true;
  }
  const bool is_sent = SendAll(pending_, bytes);
  pending_.clear();
  return is_sent;
}

bool Connection::FinishReply() {
  const bool is_sent = SendAll(pending_, {});
  pending_.clear();
  return is_sent;
}

void Connection::Linger() {
  constexpr milliseconds kTime(1000);
  constexpr size_t kMaxBytes = 256 << 10;
  shutdown(fd_, SHUT_WR);
  const Clock::time_point deadline = Clock::now() + kTime;
  for (size_t read = 0; read < kMaxBytes; read += input_.size()) {
    input_.clear();
    if (Receive(deadline) != HeadOutcome::kComplete) return;
  }
}

}  // namespace jackdaw::serve
