"""Fixtures of the browser tests: a running service (HANDSUP_URL, HANDSUP_DATA) and Debian's Chromium without its windows."""
import os
import pathlib
import urllib.parse

import pytest
from playwright.sync_api import expect, sync_playwright

from account_page import AccountPage
from backstage import Backstage
from people import Outbox, demo, sign_up
from room_page import RoomPage
from scripted_socket import SCRIPTED
from service_client import ServiceClient

expect.set_options(timeout=15_000)  # how long until something is wrong, not how long it may take

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
def outbox():
    return Outbox(os.environ.get("HANDSUP_DATA", REPOSITORY / ".data"))


@pytest.fixture(scope="session")
def backstage():
    return Backstage(os.environ.get("HANDSUP_DATA", REPOSITORY / ".data"))


@pytest.fixture
def newcomer(url, outbox):
    """Somebody with an account that no other test touches."""
    return sign_up(url, outbox)


@pytest.fixture(scope="session")
def seller(url):
    return demo(1).sign_in(url)


@pytest.fixture(scope="session")
def rival(url):
    """Bids and chats from elsewhere."""
    return demo(5).sign_in(url)


@pytest.fixture
def auction(seller):
    return seller.open_auction()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        executable = os.environ.get("HANDSUP_CHROMIUM", "/usr/bin/chromium-headless-shell")
        # Chromium's own sandbox does not work for root, which containers and CI often are.
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


def signed_in(url, person):
    """What a browser keeps of a sign-in: the cookie, and the mark that there is one."""
    refresh_token = ServiceClient(url).sign_in(person.name, person.password)["refreshToken"]
    cookie = {"name": "handsup_refresh", "value": refresh_token, "domain": urllib.parse.urlsplit(url).hostname,
              "path": "/api/v1/sessions", "httpOnly": True, "secure": True, "sameSite": "Strict", "expires": -1}
    return {"cookies": [cookie], "origins": [{"origin": url, "localStorage": [{"name": "handsup.signedIn", "value": "1"}]}]}


@pytest.fixture
def visit(browser, url):
    """Opens an address as a visitor with a browser of their own; fails the test for what the console complains of."""
    contexts, complaints = [], []

    def open_page(path="/", user=None, screen=DESKTOP, may_fail=None, script=None, beside=None, **options):
        """`user` is a person or the number of a demo user, `may_fail` a part of the complaints that the test itself
        provokes, `script` runs before those of the page, `beside` is a page whose browser opens another tab."""
        if beside:
            context = beside.context
        else:
            if user:
                options["storage_state"] = signed_in(url, demo(user) if isinstance(user, int) else user)
            options.setdefault("reduced_motion", "reduce")  # what moves for ever keeps a processor busy
            context = browser.new_context(viewport=screen, timezone_id="Asia/Seoul", **options)
            context.set_default_timeout(15_000)
            context.add_init_script(WATCH_POLICY)
            contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()

        def complain(text):
            if may_fail is None or may_fail not in text:
                complaints.append(f"{path}: {text}")

        page.on("console", lambda message: message.type in ("error", "warning") and complain(message.text))
        page.on("pageerror", lambda error: complain(str(error)))
        page.goto(f"{url}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def account(visit):
    """The same, for the pages about accounts."""
    return lambda path, **options: AccountPage(visit(path, **options))


@pytest.fixture
def enter(visit):
    """Enters the room of an auction and waits until it is live."""

    def open_room(auction, user=None, **options):
        return RoomPage(visit(f"/auctions/{auction}", user=user, **options)).is_connected()

    return open_room


@pytest.fixture
def run(visit):
    """Runs a script with `realtime`, the module on sockets that the script plays the server of."""
    page = visit("/uuid.js", may_fail="404")  # any document of the site will do; this one has no page, and no icon
    page.evaluate(SCRIPTED)
    return page.evaluate
