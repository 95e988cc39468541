"""A sign-in that lasts: renewal behind the scenes, several tabs, and its end elsewhere."""
import re
import subprocess

from playwright.sync_api import expect

from account_page import AccountPage
from conftest import REPOSITORY
from people import demo
from room_page import RoomPage

REFUSED = "401"
# Tokens that the page takes for short ones, so that it renews them while the test looks on.
SHORT_TOKENS = """
    const send = window.fetch;
    window.fetch = async (...request) => {
        const response = await send(...request);
        if (!/sessions(\\/refresh)?$/.test(request[0]) || response.status !== 201) return response;
        return Response.json({...await response.json(), expiresIn: 2}, {status: 201});
    }"""


def renewed(page, times, status=201):
    """Waits for so many renewals from now on."""
    for _ in range(times):
        with page.expect_response("**/sessions/refresh") as answer:
            pass
        assert answer.value.status == status


def test_a_token_is_renewed_silently_also_on_the_open_socket(auction, enter, rival):
    sockets, tokens = [], []

    def watch(socket):
        sockets.append(socket)
        socket.on("framesent", lambda frame: tokens.extend(re.findall(r'"type":"auth","token":"([^"]+)"', frame)))

    room = enter(auction, user=3, script=SHORT_TOKENS)
    room.page.on("websocket", watch)
    room.page.reload()
    room.is_connected()
    renewed(room.page, times=3)
    rival.bid(auction, 1000)
    room.costs(1000)
    room.bid(1500)
    room.costs(1500)
    expect(room.answer).to_have_attribute("data-kind", "success")
    AccountPage(room.page).is_signed_in_as(demo(3))
    assert len(sockets) == 1 and len(set(tokens)) >= 3


def test_two_tabs_renew_in_turn(newcomer, account, visit):
    one = account("/", user=newcomer, script=SHORT_TOKENS)
    other = AccountPage(visit("/", beside=one.page))
    for page in (one, other):
        page.is_signed_in_as(newcomer)
    for page in (one, other):
        renewed(page.page, times=2)
        page.is_signed_in_as(newcomer)
    for page in (one, other):
        page.page.reload()
        page.is_signed_in_as(newcomer)


def test_signing_in_and_out_reaches_the_other_tabs(auction, newcomer, account, visit):
    one = account("/signin")
    other = RoomPage(visit(f"/auctions/{auction}", beside=one.page)).is_connected()
    one.sign_in(newcomer.name, newcomer.password)
    there = AccountPage(other.page)
    there.is_signed_in_as(newcomer)
    one.sign_out()
    there.is_signed_out()
    expect(there.toast).to_contain_text("다른 탭에서 로그아웃했어요.")
    other.is_connected()
    other.page.reload()
    there.is_signed_out()


def test_a_session_that_ends_elsewhere_is_told_and_watching_goes_on(auction, newcomer, enter, account, rival):
    room = enter(auction, user=newcomer, may_fail=REFUSED)
    page = AccountPage(room.page)
    page.is_signed_in_as(newcomer)
    here = account("/account/sessions", user=newcomer)
    expect(here.page.locator(".devices__row")).to_have_count(3)  # with the sign-up's own
    for _ in range(2):
        here.page.get_by_role("button", name=re.compile("로그아웃$")).and_(here.page.locator(".devices button")).first.click()
        expect(here.heading).to_be_focused()
    expect(here.page.locator(".devices__row")).to_have_count(1)
    expect(page.toast).to_contain_text("로그아웃됐어요. 경매는 계속 볼 수 있어요.")
    page.is_signed_out()
    room.is_connected()
    rival.bid(auction, 1000)
    room.costs(1000)
    page.toast.get_by_role("link", name="로그인").click()
    page.sign_in(newcomer.name, newcomer.password)
    expect(room.page).to_have_url(re.compile(f"/auctions/{auction}$"))


def test_a_refused_token_is_replaced_and_the_request_sent_again(newcomer, account):
    page = account("/account", user=newcomer, may_fail=REFUSED)
    page.is_signed_in_as(newcomer)
    refused = []

    def refuse_once(route):
        refused.append(route.request.url)
        route.fulfill(status=401, content_type="application/problem+json", json={"code": "unauthenticated"})

    page.page.route("**/api/v1/sessions", refuse_once, times=1)
    page.page.get_by_role("main").get_by_role("link", name="로그인한 기기").click()
    expect(page.page.locator(".devices__row")).to_have_count(2)
    assert len(refused) == 1
    page.is_signed_in_as(newcomer)


def test_a_service_that_is_away_signs_nobody_out(newcomer, account):
    page = account("/", user=newcomer, may_fail="503", script=SHORT_TOKENS)
    page.is_signed_in_as(newcomer)
    away = lambda route: route.fulfill(status=503, content_type="application/problem+json", json={"code": "unavailable"})
    page.page.route("**/sessions/refresh", away)
    renewed(page.page, times=2, status=503)
    page.is_signed_in_as(newcomer)
    page.page.reload()
    page.is_signed_out()  # nobody can tell who it is
    page.page.unroute("**/sessions/refresh")
    page.is_signed_in_as(newcomer)  # until somebody can


def test_a_sign_out_that_does_not_reach_the_server_says_so(newcomer, account):
    page = account("/", user=newcomer, may_fail="ERR_INTERNET_DISCONNECTED")
    page.is_signed_in_as(newcomer)
    page.page.context.set_offline(True)
    page.sign_out()
    expect(page.toast).to_contain_text("로그아웃하지 못했어요.")
    page.is_signed_in_as(newcomer)


def test_a_suspended_person_is_told(auction, newcomer, enter, outbox):
    room = enter(auction, user=newcomer, may_fail="Failed to load resource")
    page = AccountPage(room.page)
    page.is_signed_in_as(newcomer)
    data = outbox.folder.parent
    subprocess.run([REPOSITORY / "handsup", "users", "suspend", newcomer.name, "--days", "3", "--data", data],
                   check=True, capture_output=True)
    expect(page.toast).to_be_visible()
    page.is_signed_out()
    page.page.goto(page.page.url.replace(f"/auctions/{auction}", "/signin"))
    page.sign_in(newcomer.name, newcomer.password)
    expect(page.alert).to_contain_text("까지 이용이 정지된 계정이에요.")
