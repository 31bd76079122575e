#!/usr/bin/env python3
"""serve_check.py URL ORIGINALS: asks a running `jackdaw serve` for everything, as clients do.

Prints each fault; ends with status 1 if there is any.
"""
import http.client
import os
import re
import socket
import sys
import urllib.parse

url = urllib.parse.urlsplit(sys.argv[1])
originals = sys.argv[2]
faults = []


def expect(what, is_right):
    if not is_right:
        faults.append(what)


def ask(target, method="GET", **fields):
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
    connection.request(method, target,
                       headers={name.replace("_", "-"): value for name, value in fields.items()})
    reply = connection.getresponse()
    reply.content = reply.read()
    connection.close()
    return reply


def ask_raw(text):
    """Everything that comes back until the server closes."""
    with socket.create_connection((url.hostname, url.port), timeout=60) as connection:
        connection.sendall(text)
        received = b""
        while True:
            data = connection.recv(1 << 16)
            if not data:
                return received
            received += data


def check_file(target, content, modified):
    reply = ask(target)
    expect(f"{target}: status {reply.status}", reply.status == 200)
    expect(f"{target}: content", reply.content == content)
    expect(f"{target}: length", reply.headers["Content-Length"] == str(len(content)))
    expect(f"{target}: encoding", "Content-Encoding" not in reply.headers)
    if target.endswith(".jpg"):
        expect(f"{target}: type", reply.headers["Content-Type"] == "image/jpeg")
    tag, time = reply.headers["ETag"], reply.headers["Last-Modified"]
    expect(f"{target}: tag", bool(re.fullmatch(r'"[0-9a-f]{32}"', tag)))
    expect(f"{target}: time {time}", time == modified)
    head = ask(target, "HEAD", Accept_Encoding="gzip")
    expect(f"{target}: HEAD", head.status == 200 and head.content == b"" and
           head.headers["Content-Length"] == str(len(content)) and head.headers["ETag"] == tag)
    expect(f"{target}: If-None-Match", ask(target, If_None_Match=tag).status == 304)
    expect(f"{target}: If-Modified-Since", ask(target, If_Modified_Since=time).status == 304)
    expect(f"{target}: If-Match", ask(target, If_Match='"x"').status == 412)
    check_ranges(target, content, tag)


def check_ranges(target, content, tag):
    size = len(content)
    if size < 100:
        return
    for field, part in (("0-9", content[:10]), ("10-", content[10:]), ("-7", content[-7:]),
                        (f"{size - 1}-{size + 50}", content[-1:])):
        reply = ask(target, Range="bytes=" + field)
        expect(f"{target}: {field}", reply.status == 206 and reply.content == part)
        expect(f"{target}: {field} of", reply.headers["Content-Range"].endswith(f"/{size}"))
    reply = ask(target, Range=f"bytes={size}-")
    expect(f"{target}: behind the end", reply.status == 416 and
           reply.headers["Content-Range"] == f"bytes */{size}")
    old = ask(target, Range="bytes=0-9", If_Range='"old"')
    expect(f"{target}: If-Range", old.status == 200 and old.content == content)
    same = ask(target, Range="bytes=0-9", If_Range=tag)
    expect(f"{target}: If-Range of this", same.status == 206)
    several = ask(target, Range="bytes=0-4, 50-59, -3")
    boundary = several.headers["Content-Type"].partition("boundary=")[2].encode()
    parts = several.content.split(b"--" + boundary)
    bodies = [part.partition(b"\r\n\r\n")[2][:-2] for part in parts[1:-1]]
    expect(f"{target}: several ranges", several.status == 206 and parts[-1] == b"--\r\n" and
           bodies == [content[:5], content[50:60], content[-3:]])


def check_files():
    from email.utils import formatdate
    for folder, _, names in os.walk(originals):
        for name in names:
            path = os.path.join(folder, name)
            target = "/" + urllib.parse.quote(os.path.relpath(path, originals))
            with open(path, "rb") as file:
                content = file.read()
            check_file(target, content, formatdate(int(os.stat(path).st_mtime), usegmt=True))


def check_refusals():
    for target in ("/none.jpg", "/a.jpg.jkd", "/a.jpg/", "/.hidden", "/sub/none"):
        expect(f"{target} is not there", ask(target).status == 404)
    # http.client sends what it is given; others would take the dots out themselves.
    for target in ("/../" + os.path.basename(originals), "/sub/../a.jpg", "/%2e%2e/etc/passwd",
                   "/..%2f..%2fetc/passwd", "//etc/passwd", "/sub/%2e%2e/%2e%2e/x", "/%00"):
        expect(f"{target} is refused", ask(target).status == 400)
    host = b"Host: localhost\r\n"
    for text, status in (
            (b"GET / HTTP/1.1\r\n\r\n", b"400"), (b"GET / HTTP/3.0\r\n" + host + b"\r\n", b"505"),
            (b"PUT /a.jpg HTTP/1.1\r\n" + host + b"Content-Length: 1\r\n\r\nx", b"405"),
            (b"DELETE /a.jpg HTTP/1.1\r\n" + host + b"\r\n", b"405"),
            (b"GET / HTTP/1.1\r\n" + host + b"Content-Length: 1\r\n\r\nx", b"413"),
            (b"GET / HTTP/1.1\r\n" + host + b"A : b\r\n\r\n", b"400"),
            (b"GET / HTTP/1.1\r\n" + host + b"A: b\r\n" * 100 + b"\r\n", b"431"),
            (b"GET / HTTP/1.1\r\n" + host + b"A: " + b"b" * 20000 + b"\r\n\r\n", b"431"),
            (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + host + b"\r\n", b"414"),
            (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400")):
        reply = ask_raw(text)
        expect(f"{text[:40]} gives {reply[:40]}", reply.startswith(b"HTTP/1.1 " + status + b" "))
    expect("Host of a stranger", ask("/", Host="evil.example").status == 421)
    expect("Host with a port", ask("/", Host=f"LOCALHOST:{url.port}").status == 200)


def check_connections():
    get = b"GET /a.jpg HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = get.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    replies = ask_raw(get + get + last)
    with open(os.path.join(originals, "a.jpg"), "rb") as file:
        content = file.read()
    expect("three requests at once", replies.count(content) == 3 and
           replies.count(b"HTTP/1.1 200 OK\r\n") == 3)
    old = ask_raw(b"GET /a.jpg HTTP/1.0\r\n\r\n")
    expect("HTTP/1.0", old.endswith(content) and b"\r\nConnection: close\r\n" in old)


def check_thumbnails():
    for side in (64, 256):
        reply = ask(f"/a.jpg?thumb={side}")
        expect(f"thumbnail of {side}", reply.status == 200 and
               reply.headers["Content-Type"] == "image/jpeg" and
               reply.content.startswith(b"\xff\xd8"))
        expect(f"thumbnail of {side}, known",
               ask(f"/a.jpg?thumb={side}", If_None_Match=reply.headers["ETag"]).status == 304)
    expect("thumbnail of another size", ask("/a.jpg?thumb=77").status == 400)
    expect("thumbnail of a text", ask("/note.txt?thumb=64").status == 415)


def check_pages():
    page = ask("/")
    text = page.content.decode()
    expect("page", page.status == 200 and page.headers["Content-Type"].startswith("text/html"))
    expect("page names", all(word in text for word in ("a.jpg", "note.txt", ">sub</a>")))
    expect("page hides", ".hidden" not in text and ".jkd" not in text)
    expect("page is known", ask("/", If_None_Match=page.headers["ETag"]).status == 304)
    for name in ("gallery.css", "gallery.js", "icon.svg"):
        expect(name, ask("/.jackdaw/" + name).status == 200)
    expect("folder", ask("/sub").headers["Location"] == "./sub/")
    expect("folder page", ask("/sub/").status == 200)
    expect("later page", ask("/?page=99&sort=newest").status == 200)


def check_metrics():
    text = ask("/metrics").content.decode()
    for line in text.splitlines():
        expect(f"metric {line}", bool(re.fullmatch(
            r'# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+', line)))
    for name in ("jackdaw_http_replies_total{code=\"200\"}", "jackdaw_decodes_total",
                 "jackdaw_cache_hits_total{cache=\"originals\"}", "jackdaw_decode_seconds_total",
                 "jackdaw_http_request_seconds_bucket{target=\"original\",le=\"0.05\"}"):
        found = re.search(re.escape(name) + " ([0-9.e+-]+)", text)
        expect(f"{name} counts", found is not None and float(found[1]) > 0)


check_files()
check_refusals()
check_connections()
check_thumbnails()
check_pages()
check_metrics()
for fault in faults:
    print("fault:", fault)
sys.exit(1 if faults else 0)
