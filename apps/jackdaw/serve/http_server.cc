#include "apps/jackdaw/serve/http_server.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <new>
#include <optional>
#include <utility>
#include <variant>

#include "apps/jackdaw/serve/http_date.h"

namespace jackdaw::serve {
namespace {

using Clock = std::chrono::steady_clock;

// A client that asks for more in one go makes a new connection: so the threads go round.
constexpr int kMaxRequests = 1000;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string HeadText(const Reply& reply, bool keep_alive, bool is_old_client) {
  std::string text = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\nServer: jackdaw\r\n", reply.status,
                                 StatusText(reply.status), FormatHttpDate(std::time(nullptr)));
  // 304 has the length of what it does not send, or none.
  if (reply.status != 304) {
    text += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", reply.content_type,
                        reply.content_length);
  }
  for (const auto& [name, value] : reply.fields) text += fmt::format("{}: {}\r\n", name, value);
  if (!keep_alive) {
    text += "Connection: close\r\n";
  } else if (is_old_client) {
    text += "Connection: keep-alive\r\n";
  }
  return text + "\r\n";
}

// Who asked: behind a proxy on this machine, the last address that it names.
std::string ClientOf(const Connection& connection, const RequestHead* head) {
  const std::string& peer = connection.peer();
  if (head == nullptr || (peer != "127.0.0.1" && peer != "::1")) return peer;
  const std::string list = head->List("X-Forwarded-For").value_or("");
  const std::string last = list.substr(list.find_last_of(", ") + 1);
  const bool is_address = !last.empty() && last.size() < 64 &&
                          last.find_first_not_of("0123456789abcdefABCDEF.:[]") == std::string::npos;
  return is_address ? last : peer;
}

// An address as it stands in a URL.
std::string UrlHost(const std::string& address) {
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::Start(ServerOptions options, Site& site,
                                                      ServerMetrics& metrics, AccessLog* log) {
  Result<std::unique_ptr<Listener>> listener = Listener::Bind(options.address, options.port);
  if (!listener.ok()) return listener.error();
  std::unique_ptr<HttpServer> server(
      new HttpServer(std::move(options), site, metrics, log, std::move(listener).value()));
  HttpServer* const self = server.get();
  server->listener_->Start([self](int fd, std::string peer) { self->Accept(fd, std::move(peer)); });
  return server;
}

HttpServer::HttpServer(ServerOptions options, Site& site, ServerMetrics& metrics, AccessLog* log,
                       std::unique_ptr<Listener> listener)
    : options_(std::move(options)),
      site_(site),
      metrics_(metrics),
      log_(log),
      listener_(std::move(listener)),
      pool_(
          options_.max_connections, [this](Connection& connection) { Serve(connection); },
          &metrics) {
  if (!listener_->is_loopback() && options_.host_names.empty()) return;
  own_names_.insert(options_.host_names.begin(), options_.host_names.end());
  own_names_.insert(UrlHost(listener_->address()));
  own_names_.insert(options_.address);
  own_names_.insert({"localhost", "127.0.0.1", "[::1]"});
}

HttpServer::~HttpServer() { Stop(std::chrono::milliseconds(0)); }

void HttpServer::Stop(std::chrono::milliseconds grace) {
  listener_->Stop();
  pool_.Stop(grace, [this] { site_.Stop(); });
}

std::string HttpServer::url() const {
  return fmt::format("http://{}:{}/", UrlHost(listener_->address()), listener_->port());
}

void HttpServer::Accept(int fd, std::string peer) {
  ++metrics_.connections;
  ++metrics_.open_connections;
  std::unique_ptr<Connection> connection;
  try {
    connection = std::make_unique<Connection>(fd, std::move(peer), options_.limits);
    if (pool_.Add(connection)) return;
  } catch (const std::bad_alloc&) {
    if (connection == nullptr) close(fd);
  }
  ++metrics_.refused_connections;
  --metrics_.open_connections;
  if (connection == nullptr) return;
  // The listener must not wait: what the socket does not take at once is lost.
  const Reply reply = ErrorReply(503, "too many connections");
  const std::string text =
      HeadText(reply, false, false) + std::get<std::string>(reply.body.front());
  [[maybe_unused]] const ssize_t sent =
      send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void HttpServer::Serve(Connection& connection) {
  try {
    for (int i = 1; ServeRequest(connection, i >= kMaxRequests); ++i) {
    }
  } catch (const std::exception&) {
    // Out of memory: this connection ends, the others go on.
  }
}

bool HttpServer::IsOurName(const RequestHead& head) const {
  if (own_names_.empty()) return true;
  const std::string host = HostName(head);
  return host.empty() || own_names_.count(host) > 0;
}

Reply HttpServer::AnswerHead(const std::string& text, RequestHead* head, bool* is_valid) {
  std::variant<RequestHead, HeadProblem> parsed = ParseHead(text);
  *is_valid = std::holds_alternative<RequestHead>(parsed);
  if (!*is_valid) {
    const auto& problem = std::get<HeadProblem>(parsed);
    return ErrorReply(problem.status, problem.message);
  }
  *head = std::get<RequestHead>(std::move(parsed));
  if (!IsOurName(*head)) {
    Reply reply = ErrorReply(421, "this server does not answer to this name; see --host");
    if (head->method == "HEAD") reply.body.clear();
    return reply;
  }
  try {
    return site_.Answer(*head);
  } catch (const std::bad_alloc&) {
    return ErrorReply(503, "out of memory");
  }
}

bool HttpServer::ServeRequest(Connection& connection, bool is_last) {
  std::string text;
  const HeadOutcome outcome = connection.ReadHead(&text);
  const Clock::time_point start = Clock::now();
  if (outcome == HeadOutcome::kClosed) return false;
  RequestHead head;
  bool is_valid = false;
  Reply reply;
  if (outcome == HeadOutcome::kComplete) {
    reply = AnswerHead(text, &head, &is_valid);
  } else if (outcome == HeadOutcome::kTooLong) {
    reply = ErrorReply(431, "the head of the request is too long");
  } else {
    ++metrics_.timed_out_connections;
    if (!connection.has_partial_head()) return false;  // idle: nobody waits for a reply
    reply = ErrorReply(408, "the head of the request came too slowly");
  }
  const bool keep_alive = is_valid && head.keep_alive && !is_last && !pool_.is_stopping();
  const RequestHead* known = is_valid ? &head : nullptr;
  uint64_t body_bytes = 0;
  const bool is_sent = SendReply(connection, known, reply, keep_alive, &body_bytes);
  if (connection.timed_out()) ++metrics_.timed_out_connections;
  Record(connection, known, reply, body_bytes, SecondsSince(start));
  if (is_sent && !keep_alive) connection.Linger();
  return is_sent && keep_alive;
}

bool HttpServer::SendReply(Connection& connection, const RequestHead* head, const Reply& reply,
                           bool keep_alive, uint64_t* body_bytes) {
  connection.StartReply();
  const bool is_old_client = head != nullptr && head->version == "HTTP/1.0";
  if (!connection.Send(HeadText(reply, keep_alive, is_old_client))) return false;
  const bool is_sent = SendBody(reply, [&](const char* data, size_t size) {
    if (!connection.Send({data, size})) return false;
    *body_bytes += size;
    return true;
  });
  return is_sent && connection.FinishReply();
}

void HttpServer::Record(const Connection& connection, const RequestHead* head, const Reply& reply,
                        uint64_t body_bytes, double seconds) {
  metrics_.CountReply(reply.target, reply.status, body_bytes, seconds);
  if (log_ == nullptr) return;
  AccessRecord record;
  record.client = ClientOf(connection, head);
  record.status = reply.status;
  record.body_bytes = body_bytes;
  record.seconds = seconds;
  if (head != nullptr) {
    record.request = fmt::format("{} {} {}", head->method, head->target, head->version);
    record.referrer = head->Single("Referer").value_or("");
    record.agent = head->Single("User-Agent").value_or("");
  }
  log_->Write(record);
}

}  // namespace jackdaw::serve
