// HTTP/1.1 (RFC 9112) over connections: requests in, replies of the site out.
#ifndef JACKDAW_APPS_JACKDAW_SERVE_HTTP_SERVER_H_
#define JACKDAW_APPS_JACKDAW_SERVE_HTTP_SERVER_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "apps/jackdaw/serve/access_log.h"
#include "apps/jackdaw/serve/connection.h"
#include "apps/jackdaw/serve/connection_pool.h"
#include "apps/jackdaw/serve/listener.h"
#include "apps/jackdaw/serve/metrics.h"
#include "apps/jackdaw/serve/site.h"
#include "jackdaw/result.h"

namespace jackdaw::serve {

struct ServerOptions {
  std::string address = "127.0.0.1";
  int port = 8080;  // 0: any
  size_t max_connections = 512;
  // Names beside the address by which clients may call the server. Where only this machine reaches
  // it, or where there are some, others are refused: a page of a stranger that has its own name
  // point to this machine (DNS rebinding) must not read what is served here.
  std::vector<std::string> host_names = {};
  ConnectionLimits limits = {};
};

class HttpServer {
 public:
  // Listens and serves. All references, and log if it is not null, must outlive the server. kIo.
  static Result<std::unique_ptr<HttpServer>> Start(ServerOptions options, Site& site,
                                                   ServerMetrics& metrics, AccessLog* log);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  // As Stop without grace.
  ~HttpServer();

  // Takes no more requests, and lets replies finish for as long as `grace`.
  void Stop(std::chrono::milliseconds grace);

  // "http://127.0.0.1:8080/"
  std::string url() const;
  bool is_loopback() const { return listener_->is_loopback(); }

 private:
  HttpServer(ServerOptions options, Site& site, ServerMetrics& metrics, AccessLog* log,
             std::unique_ptr<Listener> listener);

  void Accept(int fd, std::string peer);
  void Serve(Connection& connection);
  // Reads and answers one request. False: the connection is to be closed.
  bool ServeRequest(Connection& connection, bool is_last);
  Reply AnswerHead(const std::string& text, RequestHead* head, bool* is_valid);
  bool IsOurName(const RequestHead& head) const;
  // head: null when none could be read. Returns the bytes of the body that were sent.
  bool SendReply(Connection& connection, const RequestHead* head, const Reply& reply,
                 bool keep_alive, uint64_t* body_bytes);
  void Record(const Connection& connection, const RequestHead* head, const Reply& reply,
              uint64_t body_bytes, double seconds);

  const ServerOptions options_;
  Site& site_;
  ServerMetrics& metrics_;
  AccessLog* const log_;
  const std::unique_ptr<Listener> listener_;
  std::set<std::string> own_names_;  // empty: any name will do
  ConnectionPool pool_;
};

}  // namespace jackdaw::serve

#endif  // JACKDAW_APPS_JACKDAW_SERVE_HTTP_SERVER_H_
