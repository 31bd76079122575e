#!/usr/bin/env python3
"""serve_load.py URL ORIGINALS [OPTION]...: many clients at once on a running `jackdaw serve`.

ORIGINALS is a folder of the files that the server must give back, byte for byte, under the same
paths. So many clients ask again and again, each for a file at random: most for the whole, some with
a range, a condition, HEAD or a thumbnail; every byte and every status is checked. Beside them,
others send heads a byte at a time, take replies slowly, or send nonsense.

Prints what was measured as JSON, and ends with status 1 if anything was wrong.
"""
import argparse
import collections
import json
import os
import random
import re
import selectors
import socket
import sys
import time
import urllib.parse


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("url")
    parser.add_argument("originals")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=0,
                        help="mean pause of a client between two requests, in seconds")
    parser.add_argument("--slow-heads", type=int, default=0)
    parser.add_argument("--slow-readers", type=int, default=0)
    parser.add_argument("--fuzzers", type=int, default=0)
    parser.add_argument("--thumbnails", type=float, default=0, help="share of requests, 0 to 1")
    parser.add_argument("--max-p99", type=float, default=0, help="in milliseconds; 0: any")
    parser.add_argument("--max-resident", type=float, default=0, help="in MB; 0: any")
    parser.add_argument("--pid", type=int, default=0, help="of the server, for its memory")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()



class Load:
    def __init__(self, arguments):
        self.arguments = arguments
        url = urllib.parse.urlsplit(arguments.url)
        self.address = (url.hostname, url.port)
        self.random = random.Random(arguments.seed)
        self.selector = selectors.DefaultSelector()
        self.files = {}
        self.tags = {}
        for folder, _, names in os.walk(arguments.originals):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    target = "/" + os.path.relpath(path, arguments.originals)
                    self.files[urllib.parse.quote(target)] = file.read()
        self.targets = sorted(self.files)
        self.latencies = []
        self.counts = collections.Counter()
        self.faults = []
        self.bytes = 0
        self.is_over = False

    def connect(self):
        connection = socket.socket(
            socket.AF_INET6 if ":" in self.address[0] else socket.AF_INET, socket.SOCK_STREAM)
        connection.connect(self.address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setblocking(False)
        return connection

    def fault(self, text):
        self.counts["faults"] += 1
        if len(self.faults) < 20:
            self.faults.append(text)


class Client:
    """One that asks, checks what comes, and asks again on the same connection."""

    def __init__(self, load):
        self.load = load
        self.connection = None
        self.next_time = time.monotonic() + load.random.random() * max(0.2, load.arguments.think)
        self.busy = False

    def drop(self):
        if self.connection is not None:
            self.load.selector.unregister(self.connection)
            self.connection.close()
        self.connection = None
        self.busy = False

    def choose(self):
        """(method, target, fields, what is expected: a function of status, fields and body)."""
        load = self.load
        target = load.random.choice(load.targets)
        content = load.files[target]
        tag = load.tags.get(target)
        dice = load.random.random()
        if dice < load.arguments.thumbnails and target.endswith(".jpg"):
            return "GET", target + "?thumb=256", "", lambda s, f, b: (
                s == 200 and b[:2] == b"\xff\xd8" and b[-2:] == b"\xff\xd9")
        if dice > 0.97 and tag:
            return "GET", target, f"If-None-Match: {tag}\r\n", lambda s, f, b: s == 304 and not b
        if dice > 0.93 and len(content) > 10:
            first = load.random.randrange(len(content))
            last = load.random.randrange(first, len(content))
            part = content[first:last + 1]
            status = 200 if len(part) == len(content) else 206
            return "GET", target, f"Range: bytes={first}-{last}\r\n", lambda s, f, b: (
                s == status and b == part)
        if dice > 0.90:
            return "HEAD", target, "", lambda s, f, b: (
                s == 200 and int(f["content-length"]) == len(content) and not b)

        def is_right(status, fields, body):
            load.tags[target] = fields.get("etag")
            return status == 200 and body == content
        return "GET", target, "", is_right

    def ask(self, now):
        if self.connection is None:
            try:
                self.connection = self.load.connect()
            except OSError as error:
                self.load.fault(f"cannot connect: {error}")
                self.next_time = now + 0.5
                return
            self.load.selector.register(self.connection, selectors.EVENT_READ, self)
        self.method, self.target, fields, self.is_right = self.choose()
        self.input = bytearray()
        self.head_end = -1
        self.start = time.monotonic()
        self.busy = True
        text = f"{self.method} {self.target} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n"
        try:
            self.connection.send(text.encode())
        except OSError:
            self.closed()

    def closed(self):
        # Between two requests a server may close; while one is open, only before anything came.
        if self.busy and self.input:
            self.load.fault(f"{self.method} {self.target}: closed in the middle of the reply")
        self.load.counts["closed"] += 1
        self.drop()
        self.next_time = time.monotonic()

    def on_event(self):
        while self.connection is not None:
            try:
                data = self.connection.recv(1 << 20)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                return self.closed()
            if not self.busy:
                self.load.fault("bytes without a request")
                return self.drop()
            self.input += data
            if self.is_complete():
                return self.finish()

    def is_complete(self):
        if self.head_end < 0:
            end = self.input.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.head_end = end + 4
            lines = self.input[:end].decode("latin-1").split("\r\n")
            self.status = int(lines[0].split(" ")[1])
            self.fields = {}
            for line in lines[1:]:
                name, _, value = line.partition(":")
                self.fields[name.lower()] = value.strip()
            has_body = self.method != "HEAD" and self.status != 304
            self.length = int(self.fields.get("content-length", 0)) if has_body else 0
        return len(self.input) >= self.head_end + self.length

    def finish(self):
        load = self.load
        now = time.monotonic()
        body = bytes(self.input[self.head_end:])
        load.counts[self.status] += 1
        load.bytes += len(body)
        pause = load.random.expovariate(1 / load.arguments.think) if load.arguments.think else 0
        if self.status == 503:
            pause = 0.5 + load.random.random()
        else:
            load.latencies.append(now - self.start)
            if len(body) != self.length or not self.is_right(self.status, self.fields, body):
                load.fault(f"{self.method} {self.target}: status {self.status}, wrong reply")
        self.busy = False
        self.next_time = now + pause
        if self.fields.get("connection") == "close":
            self.drop()


class SlowHead:
    """Sends a head without end, a byte now and then, and begins anew when it is thrown out."""

    def __init__(self, load):
        self.load = load
        self.connection = None
        self.next_time = time.monotonic() + load.random.random()
        self.busy = False

    def ask(self, now):
        self.next_time = now + 0.3
        try:
            if self.connection is None:
                self.connection = self.load.connect()
                self.load.counts["slow heads"] += 1
            self.connection.send(self.load.random.choice([b"G", b"X-A: b\r\n", b"a"]))
        except OSError:
            if self.connection is not None:
                self.connection.close()
            self.connection = None


class SlowReader(SlowHead):
    """Asks for a file and takes a little of it now and then."""

    def ask(self, now):
        self.next_time = now + 0.5
        try:
            if self.connection is None:
                self.connection = self.load.connect()
                self.load.counts["slow readers"] += 1
                target = max(self.load.targets, key=lambda name: len(self.load.files[name]))
                # Many requests at once, so that it is more than the buffers of the system take.
                text = f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50
                self.connection.send(text.encode())
            elif not self.connection.recv(100):
                raise OSError
        except BlockingIOError:
            pass
        except OSError:
            if self.connection is not None:
                self.connection.close()
            self.connection = None


class Fuzzer(SlowHead):
    """Sends requests that are damaged, or nonsense from the start; any reply must be HTTP."""

    kPieces = [b"GET ", b"HEAD ", b"POST ", b"/", b"/..", b"/%2e%2e", b"/%00", b"//", b"?thumb=",
               b"256", b"?thumb=99999999999999999999", b"?page=-1", b" HTTP/1.1", b" HTTP/1.0",
               b" HTTP/9.9", b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"Host: localhost", b"Host: x",
               b"Range: bytes=", b"0-", b"-", b"-1", b"0-0,", b"18446744073709551615-", b"1-2,3-4",
               b"If-Range: ", b"If-None-Match: \"", b"*", b"If-Modified-Since: Sun, 06 Nov 1994",
               b"Content-Length: 5", b"Transfer-Encoding: chunked", b"Connection: close", b": ",
               b"\0", b"\xff\xfe", b" ", b"\t", b"#", b"%", b"%zz", b"x" * 300, b"y" * 9000]

    def text(self):
        rng = self.load.random
        dice = rng.random()
        target = rng.choice(self.load.targets).encode()
        if dice < 0.3:
            return b"".join(rng.choices(self.kPieces, k=rng.randrange(1, 30)))
        if dice < 0.4:
            return rng.randbytes(rng.randrange(1, 2000))
        fields = b"".join(rng.choice(self.kPieces) + rng.choice(self.kPieces) + b"\r\n"
                          for _ in range(rng.randrange(4)))
        text = bytearray(b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\n" + fields + b"\r\n")
        for _ in range(rng.randrange(5)):
            text[rng.randrange(len(text))] = rng.randrange(256)
        return bytes(text)

    def ask(self, now):
        load = self.load
        self.next_time = now + 0.02
        if self.connection is not None:
            try:
                data = self.connection.recv(1 << 16)
            except BlockingIOError:
                data = b""
            except OSError:
                data = b""
            if data and not self.got and not re.match(rb"HTTP/1\.1 [1-5]\d\d [A-Z]", data):
                load.fault(f"a reply that is no HTTP: {data[:60]!r} to {self.sent[:80]!r}")
            self.got += data
            load.counts["fuzzed replies"] += 1 if data else 0
            if load.random.random() < 0.3:
                return
            self.connection.close()
            self.connection = None
            return
        try:
            self.connection = load.connect()
            self.got = b""
            self.sent = self.text()
            load.counts["fuzzed requests"] += 1
            self.connection.send(self.sent)
            if load.random.random() < 0.3:
                self.connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def resident_mb(pid):
    """The most memory that the process ever had, in MB."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def run(load):
    arguments = load.arguments
    clients = [Client(load) for _ in range(arguments.clients)]
    others = ([SlowHead(load) for _ in range(arguments.slow_heads)] +
              [SlowReader(load) for _ in range(arguments.slow_readers)] +
              [Fuzzer(load) for _ in range(arguments.fuzzers)])
    end = time.monotonic() + arguments.seconds
    while True:
        now = time.monotonic()
        if now >= end:
            # What was asked for is still waited for, but not for ever.
            if not any(client.busy for client in clients):
                break
            if now > end + 60:
                load.fault("a request without a reply")
                break
        else:
            for client in clients:
                if not client.busy and client.next_time <= now:
                    client.ask(now)
        for other in others:
            if other.next_time <= now:
                other.ask(now)
        for key, _ in load.selector.select(0.002):
            key.data.on_event()


def main():
    arguments = parse_arguments()
    load = Load(arguments)
    # Every file once, so that the clients meet a warm cache.
    warm = Client(load)
    for target in load.targets:
        warm.choose = lambda target=target: (
            "GET", target, "", lambda s, f, b, t=target: s == 200 and b == load.files[t])
        warm.ask(time.monotonic())
        while warm.busy:
            for key, _ in load.selector.select(1):
                key.data.on_event()
    warm.drop()
    load.latencies.clear()
    load.counts.clear()
    load.bytes = 0
    start = time.monotonic()
    run(load)
    seconds = time.monotonic() - start
    result = {
        "clients": arguments.clients, "seconds": round(seconds, 1), "files": len(load.targets),
        "requests": len(load.latencies), "requests_per_s": round(len(load.latencies) / seconds),
        "mb_per_s": round(load.bytes / seconds / 1e6, 1),
        "ms": {name: round(1000 * percentile(load.latencies, share), 2)
               for name, share in (("p50", .5), ("p90", .9), ("p99", .99), ("max", 1))},
        "counts": {str(key): value for key, value in sorted(load.counts.items(), key=str)},
        "faults": load.faults,
    }
    is_good = not load.faults and len(load.latencies) > 0
    if arguments.pid:
        result["resident_mb"] = round(resident_mb(arguments.pid), 1)
        if arguments.max_resident and result["resident_mb"] > arguments.max_resident:
            is_good = False
    if arguments.max_p99 and result["ms"]["p99"] > arguments.max_p99:
        is_good = False
    print(json.dumps(result, indent=1))
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
