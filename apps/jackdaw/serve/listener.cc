#include "apps/jackdaw/serve/listener.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <utility>

#include "archive/system_calls.h"

namespace jackdaw::serve {
namespace {

using archive::Descriptor;

// As many clients may connect at the same moment.
constexpr int kBacklog = 1024;

// Peer addresses come in the form of IPv6 where a socket takes both.
std::string AddressText(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    return text.data();
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
    inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], text.data(), text.size());
  } else {
    inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  }
  return text.data();
}

bool IsLoopback(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    return (ntohl(v4.sin_addr.s_addr) >> 24) == 127;
  }
  return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr) != 0;
}

int PortOf(const sockaddr_storage& address) {
  return ntohs(address.ss_family == AF_INET
                   ? reinterpret_cast<const sockaddr_in&>(address).sin_port
                   : reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
}

void Switch(int fd, int level, int option, int value) {
  setsockopt(fd, level, option, &value, sizeof(value));  // without it, things go on as well
}

Result<Descriptor> Listen(const addrinfo& info) {
  Descriptor fd(socket(info.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return archive::SystemError("cannot make a socket", errno);
  // A port whose last connections linger is free for a new server.
  Switch(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (info.ai_family == AF_INET6) Switch(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
  if (bind(fd.get(), info.ai_addr, info.ai_addrlen) != 0) {
    return archive::SystemError("cannot use this address and port", errno);
  }
  if (listen(fd.get(), kBacklog) != 0) return archive::SystemError("cannot listen", errno);
  return fd;
}

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

}  // namespace

Result<std::unique_ptr<Listener>> Listener::Bind(const std::string& address, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int failed = getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &list);
  if (failed != 0) {
    return Error{ErrorCode::kIo, 0,
                 "cannot find the address " + address + ": " + gai_strerror(failed)};
  }
  const std::unique_ptr<addrinfo, FreeAddresses> addresses(list);
  Result<Descriptor> socket = Error{ErrorCode::kIo, 0, "there is no such address"};
  for (const addrinfo* info = list; info != nullptr && !socket.ok(); info = info->ai_next) {
    socket = Listen(*info);
  }
  if (!socket.ok()) return socket.error();
  std::unique_ptr<Listener> listener(new Listener);
  listener->socket_ = std::move(socket).value();
  listener->wake_up_ = Descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  sockaddr_storage bound{};
  socklen_t length = sizeof(bound);
  if (!listener->wake_up_.valid() ||
      getsockname(listener->socket_.get(), reinterpret_cast<sockaddr*>(&bound), &length) != 0) {
    return archive::SystemError("cannot listen", errno);
  }
  listener->port_ = PortOf(bound);
  listener->address_ = AddressText(bound);
  listener->is_loopback_ = IsLoopback(bound);
  return listener;
}

Listener::~Listener() { Stop(); }

void Listener::Start(OnConnection on_connection) {
  on_connection_ = std::move(on_connection);
  thread_ = std::thread([this] { Run(); });
}

void Listener::Stop() {
  if (!thread_.joinable()) return;
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_up_.get(), &one, sizeof(one));
  thread_.join();
}

void Listener::Run() {
  std::array<pollfd, 2> items = {{{socket_.get(), POLLIN, 0}, {wake_up_.get(), POLLIN, 0}}};
  while (true) {
    poll(items.data(), items.size(), -1);
    if (items[1].revents != 0) return;
    sockaddr_storage peer{};
    socklen_t length = sizeof(peer);
    const int fd = accept4(socket_.get(), reinterpret_cast<sockaddr*>(&peer), &length,
                           SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
      // Replies leave at once: they are sent in large pieces, so that there is nothing to wait for.
      Switch(fd, IPPROTO_TCP, TCP_NODELAY, 1);
      on_connection_(fd, AddressText(peer));
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      // The connection stays in the queue: poll would come back at once, over and over.
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
}

}  // namespace jackdaw::serve
