// One connection of a client: reads heads of requests and sends replies, each within a time.
//
// A client may be slow, but not for ever: the times limit the whole head and the mean rate of the
// reply, not the gap between two bytes, since a client that sends a byte now and then would hold a
// thread without end.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_CONNECTION_H_
#define JACKDAW_APPS_JACKDAW_SERVE_CONNECTION_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jackdaw::serve {

struct ConnectionLimits {
  std::chrono::milliseconds idle{15000};    // from one reply to the next request
  std::chrono::milliseconds head{10000};    // from the first byte of a head to its last
  std::chrono::milliseconds grace{10000};   // a reply may take this long, and beyond that ...
  uint64_t min_bytes_per_second = 8 << 10;  // ... as long as its bytes at this rate
};

enum class ConnectionState {
  kWaiting,  // for the first byte of a request
  kReading,  // its head
  kWorking,  // on its reply
  kSending,
};

enum class HeadOutcome { kComplete, kClosed, kTimedOut, kTooLong };

// All functions are for one thread, but for Abort, state and idle_ms, which any may call.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  // Takes over `fd`, a connected stream socket in non-blocking mode. peer: its address as text.
  Connection(int fd, std::string peer, const ConnectionLimits& limits);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // Reads up to the end of the next head. kClosed also when the connection broke or was aborted.
  // After kTimedOut, has_partial_head says whether a request had begun.
  HeadOutcome ReadHead(std::string* head);
  bool has_partial_head() const { return !input_.empty(); }

  void StartReply();
  // Sends, or keeps little for the next call. False: the client is gone, too slow, or aborted.
  bool Send(std::string_view bytes);
  // Sends what was kept.
  bool FinishReply();
  bool timed_out() const { return timed_out_; }

  // Ends the sending side and reads on for a moment: a socket that is closed with unread input
  // would take the last reply away from the client.
  void Linger();

  const std::string& peer() const { return peer_; }

  // Makes reading and sending fail.
  void Abort();
  ConnectionState state() const { return state_; }
  // How long it has been in its state; of kSending, since something was sent.
  std::chrono::milliseconds idle() const;

 private:
  enum class Wait { kReady, kTimedOut, kFailed };

  void Enter(ConnectionState state);
  Wait WaitFor(short events, Clock::time_point deadline) const;
  // Reads what has come into input_.
  HeadOutcome Receive(Clock::time_point deadline);
  bool SendAll(std::string_view first, std::string_view second);
  Clock::time_point SendDeadline() const;

  const int fd_;
  const std::string peer_;
  const ConnectionLimits limits_;
  std::string input_;    // read, and not yet taken
  std::string pending_;  // of the reply, not yet sent
  Clock::time_point reply_start_;
  uint64_t sent_bytes_ = 0;  // of this reply
  bool timed_out_ = false;
  std::atomic<ConnectionState> state_{ConnectionState::kWaiting};
  std::atomic<int64_t> since_ns_{0};
};

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_CONNECTION_H_
