"""Being told: the bell and its list, toasts, several tabs, and what one does not want to hear of."""
import re

import pytest
from playwright.sync_api import expect

from bell_page import BellPage
from room_page import RoomPage
from samples import word

CUT = "ERR_INTERNET_DISCONNECTED"


@pytest.fixture
def thing(seller):
    """The id and the title of something live."""
    title = f"{word()} 시계"
    return seller.open_auction(title=title), title


@pytest.fixture
def bidder(newcomer, url):
    return newcomer.sign_in(url)


def test_the_bell_counts_what_is_new_and_its_list_leads_there(thing, newcomer, bidder, rival, visit):
    auction, title = thing
    bidder.bid(auction, 1000)
    page = BellPage(visit("/", user=newcomer)).is_live().counts(0)
    rival.bid(auction, 2000)
    page.counts(1).open()
    expect(page.new_items).to_have_count(1)
    expect(page.items).to_contain_text("더 높은 입찰이 나왔어요. 지금 ₩2,000")
    expect(page.items).to_contain_text(title)
    expect(page.items).to_contain_text("방금")
    page.counts(0)
    page.items.get_by_role("link").click()
    expect(page.page).to_have_url(re.compile(f"/auctions/{auction}$"))
    expect(page.page.locator(".bell__panel")).to_be_hidden()


def test_a_war_of_bids_is_one_notification_that_moves_on(thing, newcomer, bidder, rival, visit):
    auction, _ = thing
    bidder.bid(auction, 1000)
    page = BellPage(visit("/", user=newcomer)).is_live().open()
    rival.bid(auction, 2000)
    expect(page.items).to_contain_text("₩2,000")
    bidder.bid(auction, 3000)
    rival.bid(auction, 4000)
    expect(page.items).to_contain_text("₩4,000")
    expect(page.items).to_have_count(1)


def test_what_is_read_in_one_tab_is_read_in_all(thing, newcomer, bidder, rival, visit):
    auction, _ = thing
    bidder.bid(auction, 1000)
    one = BellPage(visit("/", user=newcomer)).is_live()
    other = BellPage(visit("/account", beside=one.page)).is_live()
    rival.bid(auction, 2000)
    other.counts(1)
    one.counts(1).open()
    other.counts(0)


def test_a_toast_tells_it_and_leads_there(thing, newcomer, bidder, rival, visit):
    auction, title = thing
    bidder.bid(auction, 1000)
    page = BellPage(visit("/account", user=newcomer)).is_live()
    rival.bid(auction, 2000)
    expect(page.toast).to_contain_text(title)
    expect(page.page.get_by_role("status").filter(has=page.toast)).to_be_visible()
    page.toast.get_by_role("link", name="보기").click()
    expect(page.page).to_have_url(re.compile(f"/auctions/{auction}$"))


def test_what_is_looked_at_needs_no_toast(thing, newcomer, bidder, rival, visit):
    auction, _ = thing
    bidder.bid(auction, 1000)
    room = RoomPage(visit(f"/auctions/{auction}", user=newcomer)).is_connected()
    page = BellPage(room.page).is_live()
    rival.bid(auction, 2000)
    expect(room.answer).to_have_text("더 높은 입찰이 나왔어요")
    page.counts(1)
    expect(page.toast).to_have_count(0)


def test_what_came_without_a_connection_is_told_afterwards(thing, newcomer, bidder, rival, visit):
    auction, title = thing
    bidder.bid(auction, 1000)
    page = BellPage(visit("/account", user=newcomer, may_fail=CUT)).is_live()
    page.page.context.set_offline(True)
    rival.bid(auction, 2000)
    page.page.wait_for_function("() => import('/connection.js').then(({connection}) => connection.state !== 'live')")
    page.page.context.set_offline(False)
    page.counts(1)
    expect(page.toast).to_contain_text(title)


def test_older_ones_come_as_one_scrolls(newcomer, bidder, backstage, visit):
    auctions = [bidder.open_auction(title=f"아무도 안 사는 것 {number}") for number in range(25)]
    backstage.end(*auctions)
    page = BellPage(visit("/", user=newcomer)).is_live().counts(25).open()
    expect(page.items).to_have_count(20)
    page.page.locator(".bell__scroll").evaluate("(scroller) => scroller.scrollTo(0, scroller.scrollHeight)")
    expect(page.items).to_have_count(25)
    expect(page.items.first).to_contain_text("입찰 없이 끝났어요")
    page.page.get_by_role("button", name="모두 읽음").click()
    expect(page.new_items).to_have_count(0)
    expect(page.bell).to_be_focused()


def test_what_is_switched_off_is_not_told(thing, newcomer, bidder, rival, backstage, visit):
    auction, _ = thing
    bidder.bid(auction, 1000)
    page = BellPage(visit("/account", user=newcomer)).is_live()
    page.page.get_by_role("link", name="알림 설정").last.click()
    switch = page.page.get_by_role("switch", name="더 높은 입찰")
    expect(switch).to_be_checked()
    with page.page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.status == 200):
        switch.click()
    expect(switch).not_to_be_checked()
    page.page.reload()
    expect(switch).not_to_be_checked()
    rival.bid(auction, 2000)
    backstage.end(bidder.open_auction())
    page.open()
    expect(page.items).to_have_count(1)
    expect(page.items).to_contain_text("입찰 없이 끝났어요")


def test_a_switch_that_fails_is_turned_back(newcomer, visit):
    page = visit("/account/notifications", user=newcomer, may_fail="Failed to load resource")
    switch = page.get_by_role("switch", name="낙찰")
    expect(switch).to_be_checked()
    page.route("**/notifications/settings", lambda route: route.fulfill(status=503, json={"code": "unavailable"}))
    switch.press("Space")
    expect(page.locator(".toast")).to_contain_text("바꾸지 못했어요.")
    expect(switch).to_be_checked()


def test_the_list_needs_no_mouse(thing, newcomer, bidder, rival, visit):
    auction, _ = thing
    bidder.bid(auction, 1000)
    rival.bid(auction, 2000)
    page = BellPage(visit("/", user=newcomer)).is_live().counts(1)
    page.bell.focus()
    page.page.keyboard.press("Enter")
    expect(page.items).to_have_count(1)
    page.close()
    expect(page.bell).to_be_focused()
    page.page.keyboard.press("Enter")
    page.items.get_by_role("link").focus()
    page.page.keyboard.press("Enter")
    expect(page.page).to_have_url(re.compile(f"/auctions/{auction}$"))
