"""Fixtures of the browser tests: a running service (HANDSUP_URL, HANDSUP_TOKENS) and Debian's Chromium."""
import os
import pathlib
import subprocess

import pytest
from playwright.sync_api import sync_playwright

from room_page import RoomPage
from service_client import ServiceClient

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PHONE = {"width": 320, "height": 640}  # also what WCAG 1.4.10 asks for
DESKTOP = {"width": 1280, "height": 900}
# Runs before any script of the page, so that no violation of the content security policy goes unseen.
WATCH_POLICY = """addEventListener('securitypolicyviolation', (event) =>
    console.error('policy violated: ' + event.violatedDirective + ' ' + event.blockedURI))"""


@pytest.fixture(scope="session")
def url():
    return os.environ.get("HANDSUP_URL", "http://127.0.0.1:8080")


@pytest.fixture(scope="session")
def tokens():
    listed = os.environ.get("HANDSUP_TOKENS", "").split()
    if listed:
        return listed
    names = [f"demo{number}" for number in range(1, 6)]
    return subprocess.run([REPOSITORY / "handsup", "token", *names], check=True, capture_output=True, text=True).stdout.split()


@pytest.fixture(scope="session")
def seller(url, tokens):
    return ServiceClient(url, tokens[0])


@pytest.fixture(scope="session")
def rival(url, tokens):
    """Bids and chats from elsewhere."""
    return ServiceClient(url, tokens[4])


@pytest.fixture
def auction(seller):
    return seller.open_auction()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        executable = os.environ.get("HANDSUP_CHROMIUM", "/usr/bin/chromium")
        # Chromium's own sandbox does not work for root, which containers and CI often are.
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, url, tokens):
    """Opens an address as a visitor with a browser of their own; fails the test for what the console complains of."""
    contexts, complaints = [], []

    def open_page(path="/", user=None, screen=DESKTOP, may_fail=None, script=None, **options):
        """`user` is the number of a token, `may_fail` a part of the complaints that the test itself provokes,
        `script` runs before those of the page."""
        context = browser.new_context(viewport=screen, timezone_id="Asia/Seoul", **options)
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH_POLICY)
        if script:
            context.add_init_script(script)
        contexts.append(context)
        page = context.new_page()

        def complain(text):
            if may_fail is None or may_fail not in text:
                complaints.append(f"{path}: {text}")

        page.on("console", lambda message: message.type in ("error", "warning") and complain(message.text))
        page.on("pageerror", lambda error: complain(str(error)))
        page.goto(f"{url}{path}" + ("" if user is None else f"#token={tokens[user]}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def enter(visit):
    """Enters the room of an auction and waits until it is live."""

    def open_room(auction, user=None, **options):
        return RoomPage(visit(f"/auctions/{auction}", user=user, **options)).is_connected()

    return open_room
