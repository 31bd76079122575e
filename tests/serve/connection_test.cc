#include "apps/jackdaw/serve/connection.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "apps/jackdaw/serve/connection_pool.h"
#include "apps/jackdaw/serve/request_head.h"

namespace jackdaw::serve {
namespace {

using std::chrono::milliseconds;

// The two ends of a connection: `client` is a blocking descriptor.
struct Ends {
  std::unique_ptr<Connection> server;
  int client = -1;

  ~Ends() { CloseClient(); }
  void CloseClient() {
    if (client >= 0) close(client);
    client = -1;
  }
  void Write(const std::string& text) const {
    EXPECT_EQ(send(client, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
};

std::unique_ptr<Ends> Connect(const ConnectionLimits& limits = {}) {
  std::array<int, 2> fds{};
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds.data()), 0);
  EXPECT_EQ(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
  auto ends = std::make_unique<Ends>();
  ends->server = std::make_unique<Connection>(fds[0], "test", limits);
  ends->client = fds[1];
  return ends;
}

const std::string kHead = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Connection, HeadsOneAfterTheOther) {
  const auto ends = Connect();
  ends->Write(kHead + kHead + "GET");
  std::string head;
  EXPECT_EQ(ends->server->ReadHead(&head), HeadOutcome::kComplete);
  EXPECT_EQ(head, kHead);
  EXPECT_EQ(ends->server->ReadHead(&head), HeadOutcome::kComplete);
  EXPECT_EQ(head, kHead);
  ends->CloseClient();
  EXPECT_EQ(ends->server->ReadHead(&head), HeadOutcome::kClosed);
}

TEST(Connection, IdleClients) {
  const auto ends = Connect({.idle = milliseconds(20)});
  std::string head;
  EXPECT_EQ(ends->server->ReadHead(&head), HeadOutcome::kTimedOut);
  EXPECT_FALSE(ends->server->has_partial_head());
}

// A byte now and then does not help.
TEST(Connection, SlowHeads) {
  const auto ends = Connect({.head = milliseconds(200)});
  std::atomic<bool> is_done{false};
  std::thread drip([&] {
    while (!is_done) {
      send(ends->client, "x", 1, MSG_NOSIGNAL);
      std::this_thread::sleep_for(milliseconds(10));
    }
  });
  std::string head;
  EXPECT_EQ(ends->server->ReadHead(&head), HeadOutcome::kTimedOut);
  EXPECT_TRUE(ends->server->has_partial_head());
  is_done = true;
  drip.join();
}

TEST(Connection, LongHeads) {
  const auto ends = Connect();
  ends->Write(std::string(kMaxHeadBytes + 1, 'x'));
  std::string head;
  EXPECT_EQ(ends->server->ReadHead(&head), HeadOutcome::kTooLong);
}

TEST(Connection, SendsInOrder) {
  const auto ends = Connect();
  std::string sent, received;
  std::thread reader([&] {
    std::array<char, 5000> buffer;
    ssize_t n = 0;
    while ((n = read(ends->client, buffer.data(), buffer.size())) > 0) {
      received.append(buffer.data(), static_cast<size_t>(n));
    }
  });
  ends->server->StartReply();
  for (const size_t size : {10u, 20000u, 3u, 0u, 700000u, 16384u, 1u}) {
    const std::string piece(size, static_cast<char>('a' + size % 26));
    EXPECT_TRUE(ends->server->Send(piece));
    sent += piece;
  }
  EXPECT_TRUE(ends->server->FinishReply());
  ends->server.reset();
  reader.join();
  EXPECT_EQ(received, sent);
}

TEST(Connection, SlowReaders) {
  const auto ends = Connect({.grace = milliseconds(50), .min_bytes_per_second = uint64_t{1} << 40});
  ends->server->StartReply();
  const std::string much(8 << 20, 'x');
  EXPECT_FALSE(ends->server->Send(much));
  EXPECT_TRUE(ends->server->timed_out());
}

TEST(Connection, Abort) {
  const auto ends = Connect();
  std::thread other([&] {
    std::this_thread::sleep_for(milliseconds(20));
    ends->server->Abort();
  });
  std::string head;
  EXPECT_EQ(ends->server->ReadHead(&head), HeadOutcome::kClosed);
  other.join();
}

// Reads heads until the client is gone, and counts them.
class Counting {
 public:
  explicit Counting(size_t max_connections)
      : pool_(
            max_connections,
            [this](Connection& connection) {
              std::string head;
              while (connection.ReadHead(&head) == HeadOutcome::kComplete) ++num_heads_;
            },
            &metrics_) {}

  ConnectionPool& pool() { return pool_; }
  bool Reaches(int num_heads) const {
    for (int i = 0; i < 500 && num_heads_ < num_heads; ++i) {
      std::this_thread::sleep_for(milliseconds(10));
    }
    return num_heads_ >= num_heads;
  }
  const ServerMetrics& metrics() const { return metrics_; }

 private:
  ServerMetrics metrics_;
  std::atomic<int> num_heads_{0};
  ConnectionPool pool_;
};

TEST(ConnectionPool, IdleOnesMakeRoom) {
  Counting counting(2);
  std::vector<std::unique_ptr<Ends>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(Connect());
    ASSERT_TRUE(counting.pool().Add(clients.back()->server));
    clients.back()->Write(kHead);
  }
  // Four clients on two threads: the first two wait for their next request in vain.
  EXPECT_TRUE(counting.Reaches(4));
  EXPECT_GE(counting.metrics().evicted_connections, 2u);
}

TEST(ConnectionPool, SlowHeadsMakeRoom) {
  Counting counting(2);
  std::vector<std::unique_ptr<Ends>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(Connect());
    ASSERT_TRUE(counting.pool().Add(clients.back()->server));
    clients.back()->Write(i < 2 ? "GET" : kHead);
  }
  EXPECT_TRUE(counting.Reaches(1));
}

TEST(ConnectionPool, RefusesWhatIsTooMuch) {
  Counting counting(2);
  std::vector<std::unique_ptr<Ends>> clients;
  int num_refused = 0;
  for (int i = 0; i < 12; ++i) {
    clients.push_back(Connect());
    if (!counting.pool().Add(clients.back()->server)) ++num_refused;
  }
  EXPECT_GT(num_refused, 0);
}

TEST(ConnectionPool, StopsAtOnceWhereNothingIsAsked) {
  Counting counting(4);
  std::vector<std::unique_ptr<Ends>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(Connect());
    ASSERT_TRUE(counting.pool().Add(clients.back()->server));
  }
  const auto start = Connection::Clock::now();
  counting.pool().Stop(std::chrono::seconds(60), [] {});
  EXPECT_LT(Connection::Clock::now() - start, std::chrono::seconds(30));
  auto late = Connect();
  EXPECT_FALSE(counting.pool().Add(late->server));
}

}  // namespace
}  // namespace jackdaw::serve
