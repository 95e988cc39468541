"""Toasts lie over the page, but never over what one bids with: on any screen, wherever one has scrolled to."""
import pytest
from playwright.sync_api import TimeoutError, expect

from bell_page import BellPage
from room_page import RoomPage

SCREENS = [(320, 640), (390, 844), (844, 390), (768, 1024), (1024, 768), (1280, 720), (1920, 1080)]
# What a toast covers of the bid form, the bar that stands in for it, and what one writes with, as far as the header shows it.
COVERED = """() => {
    const ceiling = document.querySelector('.site-header').getBoundingClientRect().bottom;
    const toasts = [...document.querySelectorAll('.toast')].map((each) => each.getBoundingClientRect());
    const found = [];
    for (const element of document.querySelectorAll('.bid, .bid button[type=submit], .quick-bar, .chat__form')) {
        const {left, right, top, bottom, width} = element.getBoundingClientRect();
        for (const each of toasts) {
            const isOver = each.left < right && each.right > left && each.top < bottom && each.bottom > Math.max(top, ceiling);
            if (width > 0 && bottom > ceiling && isOver) found.push(`${element.className} by ${JSON.stringify(each)}`);
        }
    }
    return found;
}"""
# What comes into view is known a frame later, and the toast moves in the next one: it must be clear from then on.
STAYS_CLEAR = f"() => (window.clearFrames = ({COVERED})().length === 0 ? window.clearFrames + 1 : 0) >= 5"


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: "x".join(map(str, screen)))
def test_a_toast_never_covers_what_one_bids_with(screen, seller, rival, newcomer, url, visit):
    bidder = newcomer.sign_in(url)
    here, elsewhere = seller.open_auction(), seller.open_auction(title="다른 경매의 꽤 긴 이름을 가진 물건, 상자와 설명서와 보증서까지 모두")
    for auction in (here, elsewhere):
        bidder.bid(auction, 1000)
    width, height = screen
    room = RoomPage(visit(f"/auctions/{here}", user=newcomer, screen={"width": width, "height": height})).is_connected()
    page, toast = room.page, room.page.locator(".toast")
    expect(page.locator(".strip__item")).to_have_count(1)
    rival.bid(elsewhere, 2000)
    expect(toast).to_be_visible()
    toast.get_by_role("button").evaluate("(button) => button.focus({preventScroll: true})")  # what is reached for stays
    end = page.evaluate("document.documentElement.scrollHeight - innerHeight")
    for part in range(0, 11):
        page.evaluate("(top) => { scrollTo({top, behavior: 'instant'}); window.clearFrames = 0; }", end * part / 10)
        try:
            page.wait_for_function(STAYS_CLEAR)
        except TimeoutError:
            pytest.fail(f"{page.evaluate(COVERED)} is covered at {part} of 10")
        assert toast.evaluate("(toast) => { const {top, bottom} = toast.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight }")


def test_a_toast_that_one_reads_stays_and_escape_closes_it(seller, rival, newcomer, url, visit):
    auction = seller.open_auction()
    newcomer.sign_in(url).bid(auction, 1000)
    page = visit("/account", user=newcomer)
    BellPage(page).is_live()
    rival.bid(auction, 2000)
    page.locator(".toast").get_by_role("link").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".toast")).to_have_count(0)
