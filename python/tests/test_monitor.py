import os
import signal
import subprocess
import sys
import threading
import time

import jackdaw
import pytest


@pytest.mark.parametrize("threads", [1, 3])
def test_progress(large_jpeg, threads):
    seen = []
    packed = jackdaw.compress(large_jpeg, threads=threads, progress=seen.append)
    assert seen == sorted(seen)
    assert len(seen) > 20 and seen[-1] == 1.0 and seen.count(1.0) == 1
    assert all(isinstance(x, float) and 0 <= x <= 1 for x in seen)
    assert packed == jackdaw.compress(large_jpeg)


@pytest.mark.parametrize("threads", [1, 3])
def test_cancel_by_an_event(large_jpeg, threads):
    event = threading.Event()
    timer = threading.Timer(0.1, event.set)
    timer.start()
    start = time.monotonic()
    with pytest.raises(jackdaw.CancelledError):
        while True:
            jackdaw.compress(large_jpeg, threads=threads, cancel=event)
    assert time.monotonic() - start < 30
    timer.join()


def test_cancel_by_a_function(large_jpeg, tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(large_jpeg)
    with pytest.raises(jackdaw.CancelledError) as caught:
        jackdaw.compress(path, tmp_path / "out", cancel=lambda: True)
    assert caught.value.filename == str(path)
    assert not (tmp_path / "out").exists()
    for call in (jackdaw.transcode, jackdaw.pixels, jackdaw.coefficients, jackdaw.inspect):
        with pytest.raises(jackdaw.CancelledError):
            call(large_jpeg, cancel=lambda: True)
    assert jackdaw.compress(large_jpeg, preset="fast", cancel=lambda: False)


class _Mine(Exception):
    pass


def test_exceptions_of_callbacks_come_out(large_jpeg):
    def fail(*_):
        raise _Mine("stop")

    with pytest.raises(_Mine):
        jackdaw.compress(large_jpeg, progress=fail, threads=2)
    with pytest.raises(_Mine):
        jackdaw.compress(large_jpeg, cancel=fail, threads=2)


def test_the_gil_is_released(large_jpeg):
    """Another thread goes on while a call works."""
    counted = 0
    working = True

    def count():
        nonlocal counted
        while working:
            counted += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    before = counted
    jackdaw.compress(large_jpeg)
    during = counted - before
    working = False
    thread.join()
    assert during > 20


def test_ctrl_c(large_jpeg, tmp_path):
    (tmp_path / "a.jpg").write_bytes(large_jpeg)
    # A shell's background job ignores the signal, and so would what it starts.
    code = ("import jackdaw, signal, sys\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "def progress(x):\n"
            "    print(x, flush=True)\n"
            "try:\n"
            "    while True: jackdaw.compress(sys.argv[1], progress=progress)\n"
            "except KeyboardInterrupt:\n"
            "    print('interrupted')\n")
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "a.jpg")],
                               stdout=subprocess.PIPE, text=True, env=os.environ)
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert out.splitlines()[-1] == "interrupted"
    assert process.returncode == 0
