"""Chromium without a window, driven over its debugging pipe. Needs nothing but Python.

The protocol: https://chromedevtools.github.io/devtools-protocol/; on the pipe, each message ends in
a zero byte.
"""
import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

KEYS = {"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Enter": 13,
        "Escape": 27, "Home": 36, "End": 35, "Tab": 9}


class Browser:
    """One tab. Everything waits for at most `timeout` seconds, then TimeoutError."""

    def __init__(self, program, timeout=120):
        self.timeout = timeout
        self.profile = tempfile.mkdtemp(prefix="jackdaw-browser-")
        to_browser, self.writer = os.pipe()
        self.reader, from_browser = os.pipe()

        def hand_over():
            # The browser reads from descriptor 3 and writes to 4. Out of the way first.
            read_end = fcntl.fcntl(to_browser, fcntl.F_DUPFD, 10)
            write_end = fcntl.fcntl(from_browser, fcntl.F_DUPFD, 10)
            os.dup2(read_end, 3)
            os.dup2(write_end, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
             "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
             "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
             f"--user-data-dir={self.profile}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=hand_over, close_fds=False)
        os.close(to_browser)
        os.close(from_browser)
        self.received = b""
        self.events = []
        self.session = None
        self.last_id = 0
        self.session = self.call("Target.attachToTarget", targetId=self._first_page(),
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.call(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.writer)
        os.close(self.reader)
        shutil.rmtree(self.profile, ignore_errors=True)

    def _first_page(self):
        """The browser answers before it has one."""
        deadline = time.monotonic() + self.timeout
        while time.monotonic() < deadline:
            for target in self.call("Target.getTargets")["targetInfos"]:
                if target["type"] == "page":
                    return target["targetId"]
            time.sleep(0.05)
        raise TimeoutError("the browser shows no page")

    def _next_message(self, deadline):
        while b"\0" not in self.received:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.reader], [], [], left)[0]:
                raise TimeoutError("the browser does not answer")
            data = os.read(self.reader, 1 << 20)
            if not data:
                raise ConnectionError("the browser has ended")
            self.received += data
        message, _, self.received = self.received.partition(b"\0")
        return json.loads(message)

    def call(self, method, **parameters):
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writer, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + self.timeout
        while True:
            reply = self._next_message(deadline)
            if reply.get("id") == self.last_id:
                if "error" in reply:
                    raise RuntimeError(f"{method}: {reply['error']['message']}")
                return reply["result"]
            self.events.append(reply)

    def evaluate(self, script):
        """The value of a JavaScript expression; a promise is waited for."""
        reply = self.call("Runtime.evaluate", expression=script, awaitPromise=True,
                          returnByValue=True)
        if "exceptionDetails" in reply:
            details = reply["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description", details["text"]))
        return reply["result"].get("value")

    def wait_for(self, script):
        """Waits until the expression is true."""
        deadline = time.monotonic() + self.timeout
        while True:
            try:
                if self.evaluate(f"Boolean({script})"):
                    return
            except RuntimeError:  # between two pages
                pass
            if time.monotonic() > deadline:
                raise TimeoutError(f"in vain: {script}")
            time.sleep(0.03)

    def open(self, url):
        loader = self.call("Page.navigate", url=url).get("loaderId")  # none within a document
        # What was there before may be complete, too, and have the same address.
        deadline = time.monotonic() + self.timeout
        while loader is not None and not self._has_navigated(loader):
            if time.monotonic() > deadline:
                raise TimeoutError(f"in vain: {url}")
            time.sleep(0.03)
            self.call("Page.getFrameTree")  # takes in events
        self.wait_for(f"location.href.startsWith({json.dumps(url.split('#')[0])}) && "
                      "document.readyState === 'complete'")

    def _has_navigated(self, loader):
        return any(event.get("method") == "Page.frameNavigated" and
                   event["params"]["frame"]["loaderId"] == loader for event in self.events)

    def press(self, key):
        parameters = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS.get(key, ord(key[0]))}
        if key == "Enter":
            parameters["text"] = "\r"
        self.call("Input.dispatchKeyEvent", type="keyDown", **parameters)
        self.call("Input.dispatchKeyEvent", type="keyUp", **parameters)

    def set_size(self, width, height, scale=1, mobile=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=scale, mobile=mobile)

    def set_dark(self, is_dark):
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}])

    def screenshot(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def requested_urls(self):
        return [event["params"]["request"]["url"] for event in self.events
                if event.get("method") == "Network.requestWillBeSent"]

    def complaints(self):
        """What the page's scripts or its security policy ran into."""
        return [event["params"]["exceptionDetails"]["text"] for event in self.events
                if event.get("method") == "Runtime.exceptionThrown"]
