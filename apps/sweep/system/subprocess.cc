#include "apps/sweep/system/subprocess.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <sstream>
#include <system_error>

namespace jackdaw::sweep {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kExitCannotRun = 127;  // as shells use it
// How often a program that has closed its output is asked whether it has ended.
constexpr auto kWaitStep = std::chrono::milliseconds(1);

Error SystemError(const std::string& what, int error_number) {
  return {ErrorCode::kIo, 0, what + ": " + std::generic_category().message(error_number)};
}

struct Pipe {
  int read_end = -1, write_end = -1;

  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    CloseRead();
    CloseWrite();
  }
  bool Open() {
    std::array<int, 2> ends;
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read_end = ends[0];
    write_end = ends[1];
    return true;
  }
  void CloseRead() {
    if (read_end >= 0) close(read_end);
    read_end = -1;
  }
  void CloseWrite() {
    if (write_end >= 0) close(write_end);
    write_end = -1;
  }
};

// In the child, after fork: only functions that are safe in a signal handler.
[[noreturn]] void BecomeProgram(char* const* argv, int out, int err) {
  setpgid(0, 0);
#if defined(__linux__)
  // Ends with the thread that started it, so that an interrupted sweep leaves nothing running.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGXFSZ, SIG_DFL);
  const int null = open("/dev/null", O_RDONLY);
  if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
      dup2(err, STDERR_FILENO) < 0) {
    _exit(kExitCannotRun);
  }
  execv(argv[0], argv);
  _exit(kExitCannotRun);
}

// One read of what is there. False at the end.
bool ReadOnce(int fd, std::string* out) {
  std::array<char, 65536> buffer;
  const ssize_t n = read(fd, buffer.data(), buffer.size());
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  if (n == 0) return false;
  const size_t room = kMaxOutput - std::min(kMaxOutput, out->size());
  out->append(buffer.data(), std::min(room, static_cast<size_t>(n)));
  return true;
}

// Both outputs to their ends. False when the time is up.
bool ReadOutputs(Pipe* out, Pipe* err, Clock::time_point deadline, ProcessResult* result) {
  std::array<pollfd, 2> polls = {pollfd{out->read_end, POLLIN, 0},
                                 pollfd{err->read_end, POLLIN, 0}};
  const std::array<std::string*, 2> texts = {&result->out, &result->err};
  while (polls[0].fd >= 0 || polls[1].fd >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    if (poll(polls.data(), polls.size(), static_cast<int>(std::min<int64_t>(left.count(), 1000))) <=
        0) {
      continue;
    }
    for (size_t i = 0; i < polls.size(); ++i) {
      if (polls[i].fd < 0 || polls[i].revents == 0) continue;
      if (!ReadOnce(polls[i].fd, texts[i])) polls[i].fd = -1;
    }
  }
  return true;
}

double Seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

// False when the time is up.
bool WaitFor(pid_t pid, Clock::time_point deadline, ProcessResult* result) {
  int status = 0;
  struct rusage usage = {};
  while (true) {
    const pid_t ended = wait4(pid, &status, WNOHANG, &usage);
    if (ended == pid) break;
    if (Clock::now() >= deadline) return false;
    const timespec pause = {0, std::chrono::nanoseconds(kWaitStep).count()};
    nanosleep(&pause, nullptr);
  }
  result->exit_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  result->cpu_seconds = Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
  return true;
}

// The last line that is not empty, for an error message.
std::string LastLine(const std::string& text) {
  std::istringstream lines(text);
  std::string line, last;
  while (std::getline(lines, line)) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) last = line;
  }
  return last;
}

}  // namespace

Result<ProcessResult> RunProcess(const std::vector<std::string>& args,
                                 std::chrono::milliseconds timeout) {
  if (access(args.front().c_str(), X_OK) != 0) return SystemError(args.front(), errno);
  Pipe out, err;
  if (!out.Open() || !err.Open()) return SystemError("cannot make a pipe", errno);
  std::vector<char*> argv;
  argv.reserve(args.size() + 1);
  // execv takes the strings without const, and leaves them alone.
  for (const std::string& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
  argv.push_back(nullptr);

  const Clock::time_point deadline = Clock::now() + timeout;
  const pid_t pid = fork();
  if (pid < 0) return SystemError("cannot start a process", errno);
  if (pid == 0) BecomeProgram(argv.data(), out.write_end, err.write_end);
  // Also here, since the child may not have come so far when it is to be killed.
  setpgid(pid, pid);
  out.CloseWrite();
  err.CloseWrite();
  ProcessResult result;
  if (!ReadOutputs(&out, &err, deadline, &result) || !WaitFor(pid, deadline, &result)) {
    kill(-pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return Error{ErrorCode::kLimitExceeded, 0,
                 "took longer than " + std::to_string(timeout.count() / 1000) + " s"};
  }
  return result;
}

Result<ProcessResult> RunSuccessfully(const std::vector<std::string>& args,
                                      std::chrono::milliseconds timeout) {
  Result<ProcessResult> result = RunProcess(args, timeout);
  if (!result.ok() || result.value().exit_status == 0) return result;
  const ProcessResult& process = result.value();
  std::string said = LastLine(process.err);
  if (said.empty()) said = LastLine(process.out);
  return Error{ErrorCode::kInvalidArgument, 0,
               "ended with status " + std::to_string(process.exit_status) +
                   (said.empty() ? "" : ": " + said)};
}

std::optional<std::string> FindProgram(const std::string& name, const std::string& search_path) {
  std::istringstream directories(search_path);
  std::string directory;
  while (std::getline(directories, directory, ':')) {
    const std::string path = (directory.empty() ? "." : directory) + "/" + name;
    struct stat status;
    if (stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
        access(path.c_str(), X_OK) == 0) {
      return path;
    }
  }
  return std::nullopt;
}

}  // namespace jackdaw::sweep
