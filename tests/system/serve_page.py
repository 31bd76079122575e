#!/usr/bin/env python3
"""serve_page.py BROWSER URL [--screenshots DIR]: the gallery of `jackdaw serve` in Chromium.

The tree is that of serve_page_test.sh: 70 pictures "picture N.jpg", note.txt, and a folder
"a & <b>" with inner.jpg. Prints "all is well", or what is not. With --screenshots, any tree will do:
nothing is checked, and pictures of the page are written.
"""
import argparse
import os
import sys
import urllib.parse

from browser import Browser

FOCUSED = "document.activeElement.querySelector('.name')?.textContent"
SHOWN = "document.getElementById('viewer').open && document.getElementById('title').textContent"
LOADED = "document.querySelector('.stage').classList.contains('ready')"


def check(browser, url, expect):
    browser.set_size(1200, 800)
    browser.open(url)
    browser.wait_for("document.documentElement.dataset.ready === '61'")  # a folder and 60 files
    expect("title", browser.evaluate("document.title") == "tree")
    expect("facts", "71 files" in browser.evaluate("document.querySelector('.facts').textContent"))
    expect("saved", "saved" in browser.evaluate("document.querySelector('.size b').textContent"))
    check_thumbnails(browser, expect)
    check_keys(browser, expect)
    check_view(browser, url, expect)
    check_pages(browser, url, expect)
    check_folder(browser, url, expect)
    check_modes(browser, url, expect)
    host = urllib.parse.urlsplit(url).netloc
    strangers = [address for address in browser.requested_urls()
                 if urllib.parse.urlsplit(address).netloc != host and address != "about:blank"]
    expect(f"nothing from elsewhere: {strangers}", not strangers)
    expect(f"no exceptions: {browser.complaints()}", not browser.complaints())


def check_thumbnails(browser, expect):
    browser.wait_for("document.querySelector('.thumb img').naturalWidth > 0")
    expect("size of a thumbnail", browser.evaluate(
        "document.querySelector('.thumb img').naturalWidth") == 96)
    # How far ahead that is depends on the browser, and on how fast it finds the network.
    expect("only what is seen, or nearly, is loaded", browser.evaluate(
        "[...document.querySelectorAll('.thumb img')].every((image) => image.loading === 'lazy')"))
    expect("a text has its kind", browser.evaluate(
        "[...document.querySelectorAll('.kind')].some((kind) => kind.textContent === 'txt')"))


def check_keys(browser, expect):
    browser.press("ArrowRight")
    expect("the first is the folder", browser.evaluate(
        "document.activeElement.textContent") == "a & <b>")
    browser.press("ArrowRight")
    first = browser.evaluate(FOCUSED)
    expect(f"then files in natural order: {first}", first == "note.txt")
    browser.press("ArrowRight")
    browser.press("ArrowRight")
    expect("right", browser.evaluate(FOCUSED) == "picture 2.jpg")
    before = browser.evaluate("document.activeElement.getBoundingClientRect().left")
    browser.press("ArrowDown")
    expect("down stays in its column", browser.evaluate(
        "document.activeElement.getBoundingClientRect().left") == before and
        browser.evaluate(FOCUSED) != "picture 2.jpg")
    browser.press("ArrowUp")
    expect("up", browser.evaluate(FOCUSED) == "picture 2.jpg")
    browser.press("End")
    expect("end", browser.evaluate(FOCUSED) == "picture 59.jpg")
    browser.press("Home")


def check_view(browser, url, expect):
    for _ in range(2):
        browser.press("ArrowRight")
    browser.press("Enter")
    browser.wait_for(SHOWN + " === 'picture 1.jpg' && " + LOADED)
    expect("it is the original", browser.evaluate(
        "document.getElementById('large').naturalWidth") == 96)
    expect("facts of it", "stored in" in browser.evaluate(
        "document.getElementById('details').textContent"))
    browser.press("ArrowRight")
    browser.wait_for(SHOWN + " === 'picture 2.jpg' && " + LOADED)
    browser.wait_for("location.hash === '#picture%202.jpg'")  # an address of its own
    browser.press("Escape")
    browser.wait_for("!document.getElementById('viewer').open")
    browser.wait_for("location.hash === ''")  # Escape goes back ...
    browser.wait_for(FOCUSED + " === 'picture 2.jpg'")  # ... to its tile
    browser.evaluate("document.querySelectorAll('.tile')[3].click()")
    browser.wait_for(SHOWN + " === 'picture 3.jpg' && " + LOADED)
    browser.evaluate("history.back()")
    browser.wait_for("!document.getElementById('viewer').open")
    browser.open("about:blank")
    browser.open(url + "#picture%205.jpg")
    browser.wait_for(SHOWN + " === 'picture 5.jpg'")
    browser.press("Escape")
    browser.wait_for("!document.getElementById('viewer').open")


def check_pages(browser, url, expect):
    browser.open("about:blank")
    browser.open(url + "#picture%2059.jpg")
    browser.wait_for(SHOWN + " === 'picture 59.jpg'")
    browser.press("ArrowRight")
    browser.wait_for("location.search === '?page=2' && " + SHOWN + " === 'picture 60.jpg'")
    browser.press("ArrowLeft")
    browser.wait_for("location.search === '' && " + SHOWN + " === 'picture 59.jpg'")
    browser.open(url + "?page=2")
    browser.wait_for("document.documentElement.dataset.ready === '11'")
    browser.open(url + "?sort=newest")
    expect("the order is marked", browser.evaluate(
        "document.querySelector('.order [aria-current]').textContent") == "Newest")


def check_folder(browser, url, expect):
    browser.open(url)
    browser.wait_for("document.documentElement.dataset.ready === '61'")
    browser.evaluate("document.querySelector('.folder').click()")
    browser.wait_for("document.title === 'a & <b>' && document.documentElement.dataset.ready === '1'")
    browser.wait_for("document.querySelector('.thumb img').naturalWidth > 0")
    browser.evaluate("document.querySelector('.path a').click()")
    browser.wait_for("document.title === 'tree' && location.pathname === '/'")


def check_modes(browser, url, expect):
    colours = []
    for is_dark in (False, True):
        browser.set_dark(is_dark)
        browser.open(url)
        colours.append(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
    expect(f"dark and light: {colours}", colours[0] != colours[1])
    for width in (320, 600, 1920):
        browser.set_size(width, 800)
        expect(f"nothing sticks out at {width}", browser.evaluate(
            "document.documentElement.scrollWidth <= innerWidth"))


def take_screenshots(browser, url, folder):
    for name, width, height, scale in (("wide", 1440, 900, 1), ("narrow", 390, 844, 2)):
        for mode in ("light", "dark"):
            browser.set_size(width, height, scale, name == "narrow")
            browser.set_dark(mode == "dark")
            browser.open("about:blank")
            browser.open(url)
            browser.wait_for("[...document.querySelectorAll('.thumb img')].filter((image) => "
                             "image.getBoundingClientRect().top < innerHeight).every((image) => "
                             "image.complete && image.naturalWidth > 0)")
            browser.screenshot(os.path.join(folder, f"{name}-{mode}.png"))
            if browser.evaluate("pictures.length") == 0:
                continue
            browser.evaluate("pictures[0].click()")
            browser.wait_for(LOADED)
            browser.evaluate("new Promise((done) => setTimeout(done, 400))")
            browser.screenshot(os.path.join(folder, f"{name}-{mode}-view.png"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("browser")
    parser.add_argument("url")
    parser.add_argument("--screenshots", metavar="DIR")
    arguments = parser.parse_args()
    wrong = []
    with Browser(arguments.browser) as browser:
        if arguments.screenshots:
            take_screenshots(browser, arguments.url, arguments.screenshots)
        else:
            check(browser, arguments.url, lambda what, ok: None if ok else wrong.append(what))
    print("\n".join(wrong) if wrong else "all is well")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
