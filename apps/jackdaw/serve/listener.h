// The socket that clients connect to.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_LISTENER_H_
#define JACKDAW_APPS_JACKDAW_SERVE_LISTENER_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "archive/descriptor.h"
#include "jackdaw/result.h"

namespace jackdaw::serve {

class Listener {
 public:
  // fd: a new connection in non-blocking mode, which is the receiver's. peer: its address.
  using OnConnection = std::function<void(int fd, std::string peer)>;

  // Binds to `address`, a numeric address of IPv4 or IPv6 or a name that stands for one, and
  // `port`; 0: any that is free. Nothing is accepted before Start. kIo when that fails.
  static Result<std::unique_ptr<Listener>> Bind(const std::string& address, int port);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  // As Stop.
  ~Listener();

  // Calls on_connection, which must not throw, for each connection, on a thread of the listener.
  void Start(OnConnection on_connection);
  // Accepts no more. The port is free once the listener is gone.
  void Stop();

  int port() const { return port_; }
  // "127.0.0.1" or "::1": the address as it was bound.
  const std::string& address() const { return address_; }
  // Whether only this machine reaches it.
  bool is_loopback() const { return is_loopback_; }

 private:
  Listener() = default;
  void Run();

  archive::Descriptor socket_;
  archive::Descriptor wake_up_;  // an eventfd that Stop writes to
  int port_ = 0;
  std::string address_;
  bool is_loopback_ = false;
  OnConnection on_connection_;
  std::thread thread_;
};

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_LISTENER_H_
