// Connections and their threads: so many at a time and no more.
//
// Each connection that is served has a thread. When all threads are taken, more connections wait;
// those that keep a thread for nothing (idle between requests, slow to send a head or to take a
// reply) are closed to make room. When too many wait, further ones are refused.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_CONNECTION_POOL_H_
#define JACKDAW_APPS_JACKDAW_SERVE_CONNECTION_POOL_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

#include "apps/jackdaw/serve/connection.h"
#include "apps/jackdaw/serve/metrics.h"

namespace jackdaw::serve {

class ConnectionPool {
 public:
  using Serve = std::function<void(Connection& connection)>;

  // serve: handles a connection until it is to be closed; must not throw. max_connections: >= 1.
  ConnectionPool(size_t max_connections, Serve serve, ServerMetrics* metrics);
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;
  ~ConnectionPool();

  // False: too many wait, or the pool stops; the connection is the caller's again.
  bool Add(std::unique_ptr<Connection>& connection);

  // Whether `serve` should end connections after their reply.
  bool is_stopping() const { return is_stopping_; }

  // Takes no more connections, closes those without a request, and waits for the replies of the
  // others: as long as `grace`, then `before_abort` is called and what is left is aborted.
  void Stop(std::chrono::milliseconds grace, const std::function<void()>& before_abort);

 private:
  void Run();
  void MakeRoom();
  // The connection that is missed least, if any is to be closed for others; null else.
  Connection* FindVictim();
  void AbortAll(bool only_without_request);

  const size_t max_connections_;
  const size_t max_waiting_;
  const Serve serve_;
  ServerMetrics* const metrics_;

  std::mutex mutex_;
  std::condition_variable work_;  // there is a connection for a thread, or the pool stops
  std::condition_variable room_;  // the same for the janitor
  std::condition_variable served_changed_;
  std::deque<std::unique_ptr<Connection>> waiting_;
  std::unordered_set<Connection*> served_;
  std::unordered_set<Connection*> evicted_;  // aborted, but still among served_
  size_t num_free_threads_ = 0;
  std::atomic<bool> is_stopping_{false};
  std::vector<std::thread> threads_;
  std::thread janitor_;
};

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_CONNECTION_POOL_H_
