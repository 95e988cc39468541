"""Nothing jumps while a page loads: the sum of unexpected layout shifts, as browsers measure it."""
import pytest
from playwright.sync_api import expect

from conftest import DESKTOP
from people import demo
from samples import draw

PHONE = {"width": 390, "height": 844}
MOST = 0.02  # a fifth of what counts as good
WATCH = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            const what = entry.sources.map(({node}) => node?.className || node?.nodeName).join(' ');
            if (!entry.hadRecentInput) window.shifts.push([entry.value, what]);
        }
    }).observe({type: 'layout-shift', buffered: true});"""
# Answers come one after the other and late, as on a phone: what is shown meanwhile is seen.
SLOW = """
    const ask = window.fetch;
    let turn = 0;
    window.fetch = async (...request) => {
        const answer = await ask(...request);
        for (let frames = 3 * ++turn; frames > 0; frames -= 1) await new Promise(requestAnimationFrame);
        return answer;
    };"""


@pytest.fixture(scope="module")
def pictured(browser, seller):
    return seller.open_auction(title="사진 있는 것", imageIds=[seller.upload(picture) for picture in draw(browser, 2, 800, 600)])


@pytest.fixture(scope="module")
def trade(seller, backstage, url):
    winner = demo(2).sign_in(url)
    trade = backstage.sell(seller, winner, title="팔린 것")[1]
    for number in range(30):
        winner.write(trade, f"줄 {number}")
    winner.bid(seller.open_auction(title="지금 있는 것"), 1000)
    return trade


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", ["/", "/?status=ended", "/?status=all&sort=popular", "/auctions/{auction}", "/account/selling", "/users/{user}",
                                  "/account/notifications", "/trades", "/trades/{trade}"])
def test_a_page_stays_still_while_it_loads(path, screen, pictured, trade, seller, visit):
    path = path.format(auction=pictured, trade=trade, user=seller.call("GET", "/me")["id"])
    page = visit(path, user=2, screen=screen, script=WATCH + SLOW)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.wait_for_function("() => [...document.images].every((image) => image.complete || image.loading === 'lazy')")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    shifts = page.evaluate("window.shifts")
    assert sum(value for value, _ in shifts) < MOST, shifts
