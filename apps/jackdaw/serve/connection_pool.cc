#include "apps/jackdaw/serve/connection_pool.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace jackdaw::serve {
namespace {

using std::chrono::milliseconds;

// While connections wait for a thread, others must not hold one for longer than this: a head that
// is on its way, and a reply of which nothing could be sent.
constexpr milliseconds kHeadPatience(1000);
constexpr milliseconds kSendPatience(3000);
constexpr milliseconds kRoomInterval(50);

// 0: keep it. More: the larger, the sooner it is closed.
int Expendability(const Connection& connection) {
  switch (connection.state()) {
    case ConnectionState::kWaiting:
      return 3;
    case ConnectionState::kReading:
      return connection.idle() > kHeadPatience ? 2 : 0;
    case ConnectionState::kSending:
      return connection.idle() > kSendPatience ? 1 : 0;
    case ConnectionState::kWorking:
      break;
  }
  return 0;
}

}  // namespace

ConnectionPool::ConnectionPool(size_t max_connections, Serve serve, ServerMetrics* metrics)
    : max_connections_(max_connections),
      max_waiting_(max_connections),
      serve_(std::move(serve)),
      metrics_(metrics) {
  janitor_ = std::thread([this] { MakeRoom(); });
}

ConnectionPool::~ConnectionPool() {
  Stop(milliseconds(0), [] {});
}

bool ConnectionPool::Add(std::unique_ptr<Connection>& connection) {
  const std::lock_guard<std::mutex> lock(mutex_);
  // Those that a free thread is about to take do not count.
  if (is_stopping_ || waiting_.size() >= max_waiting_ + num_free_threads_) return false;
  if (waiting_.size() >= num_free_threads_ && threads_.size() < max_connections_) {
    try {
      threads_.emplace_back([this] { Run(); });
      ++num_free_threads_;
    } catch (const std::system_error&) {
      if (threads_.empty()) return false;  // else one of those there will take it
    }
  }
  waiting_.push_back(std::move(connection));
  work_.notify_one();
  room_.notify_one();
  return true;
}

void ConnectionPool::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    work_.wait(lock, [&] { return is_stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::unique_ptr<Connection> connection = std::move(waiting_.front());
    waiting_.pop_front();
    served_.insert(connection.get());
    --num_free_threads_;
    lock.unlock();
    serve_(*connection);
    lock.lock();
    served_.erase(connection.get());
    evicted_.erase(connection.get());
    ++num_free_threads_;
    if (is_stopping_) served_changed_.notify_all();
    lock.unlock();
    connection.reset();
    --metrics_->open_connections;
    lock.lock();
  }
}

Connection* ConnectionPool::FindVictim() {
  Connection* victim = nullptr;
  int best = 0;
  for (Connection* connection : served_) {
    const int expendability = Expendability(*connection);
    if (expendability == 0 || expendability < best || evicted_.count(connection) > 0) continue;
    if (expendability == best && connection->idle() <= victim->idle()) continue;
    victim = connection;
    best = expendability;
  }
  return victim;
}

void ConnectionPool::MakeRoom() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!is_stopping_) {
    room_.wait(lock, [&] {
      return is_stopping_ ||
             (waiting_.size() > num_free_threads_ && threads_.size() >= max_connections_);
    });
    while (!is_stopping_ && waiting_.size() > num_free_threads_ + evicted_.size()) {
      Connection* victim = FindVictim();
      if (victim == nullptr) break;
      victim->Abort();
      evicted_.insert(victim);
      ++metrics_->evicted_connections;
    }
    // Not at once again: what is aborted needs a moment to go, the others time to become old.
    room_.wait_for(lock, kRoomInterval, [&] { return is_stopping_.load(); });
  }
}

void ConnectionPool::AbortAll(bool only_without_request) {
  for (Connection* connection : served_) {
    const ConnectionState state = connection->state();
    const bool has_request =
        state == ConnectionState::kWorking || state == ConnectionState::kSending;
    if (!only_without_request || !has_request) connection->Abort();
  }
}

void ConnectionPool::Stop(milliseconds grace, const std::function<void()>& before_abort) {
  {
    std::unique_lock<std::mutex> lock(mutex_);
    if (!janitor_.joinable()) return;
    is_stopping_ = true;
    metrics_->open_connections -= static_cast<int64_t>(waiting_.size());
    waiting_.clear();
    work_.notify_all();
    room_.notify_all();
    // A connection may be between a reply and waiting for the next request, hence several times.
    const auto deadline = Connection::Clock::now() + grace;
    while (!served_.empty() && Connection::Clock::now() < deadline) {
      AbortAll(true);
      served_changed_.wait_for(lock, kRoomInterval, [&] { return served_.empty(); });
    }
  }
  before_abort();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    AbortAll(false);
  }
  janitor_.join();
  // No thread is added any more.
  for (std::thread& thread : threads_) thread.join();
}

}  // namespace jackdaw::serve
