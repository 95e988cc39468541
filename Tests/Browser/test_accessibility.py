"""Each page against axe-core's rules: in both languages, light and dark, on a phone and a desktop."""
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from conftest import DESKTOP
from samples import ahead, draw, word

PHONE = {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GUEST_PAGES = ["/", "/?q={word}", "/?q=없는말없는말&status=ended", "/auctions/{live}", "/auctions/{upcoming}", "/users/{user}", "/signin", "/signup"]
MEMBER_PAGES = [
    "/auctions/new", "/auctions/{upcoming}", "/auctions/{upcoming}/edit", "/auctions/{cancelled}",
    "/account", "/account/selling", "/account/won", "/account/liked", "/account/notifications", "/trades", "/trades/{trade}",
]
# Every two of language, colours and screen meet once; all of them together would take twice as long.
LOOKS = [("ko", "light", PHONE), ("en", "dark", PHONE), ("ko", "dark", DESKTOP), ("en", "light", DESKTOP)]


@pytest.fixture(scope="module")
def known(browser, seller, rival, backstage):
    name = word()
    images = [seller.upload(picture) for picture in draw(browser, 2, 800, 600)]
    cancelled = seller.open_auction(title=f"{name} 취소", startsAt=ahead(hours=1))
    seller.call("DELETE", f"/auctions/{cancelled}")
    upcoming = seller.open_auction(title=f"{name} 나중", startsAt=ahead(hours=1), imageIds=images)
    live = seller.open_auction(title=f"{name} 지금", estimate=5000)
    seller.call("PUT", f"/auctions/{live}/like")
    user = seller.call("GET", "/me")["id"]
    trade = backstage.sell(seller, rival, title=f"{name} 팔림")[1]
    rival.write(trade, "안녕하세요")
    seller.write(trade, "네, 안녕하세요")
    rival.call("PUT", f"/trades/{trade}/state", {"state": "agreed"})
    rival.bid(live, 1000)
    return {"word": name, "live": live, "upcoming": upcoming, "cancelled": cancelled, "user": user, "trade": trade}


def has_no_barrier(page, address):
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    no_violation(page)


def no_violation(page):
    # Texts that fade in have another contrast on their way.
    page.wait_for_function("() => document.getAnimations().every((each) => each.playState !== 'running')")
    result = Axe().run(page, options={"runOnly": RULES}).response
    assert result["passes"], "axe-core found nothing to look at"
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in result["violations"]] == []


@pytest.mark.parametrize("language, scheme, screen", LOOKS, ids=lambda value: value if isinstance(value, str) else str(value["width"]))
@pytest.mark.parametrize("user, pages", [(None, GUEST_PAGES), (1, MEMBER_PAGES)], ids=["guest", "member"])
def test_no_page_has_a_barrier(user, pages, language, scheme, screen, known, visit, url):
    page = visit("/nowhere", user=user, screen=screen, color_scheme=scheme,
                 script=f"localStorage.setItem('handsup.language', '{language}')")
    for path in pages:
        has_no_barrier(page, url + path.format(**known))


def test_no_dialog_has_a_barrier(known, visit):
    page = visit(f"/auctions/{known['upcoming']}", user=1)
    page.get_by_role("button", name="크게 보기").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert Axe().run(page, options={"runOnly": RULES}).response["violations"] == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="지우기").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert Axe().run(page, options={"runOnly": RULES}).response["violations"] == []


@pytest.mark.parametrize("language, scheme, screen", LOOKS, ids=lambda value: value if isinstance(value, str) else str(value["width"]))
def test_nothing_that_opens_or_comes_has_a_barrier(language, scheme, screen, known, seller, rival, newcomer, url, visit):
    """The bell's list, the people of a room, the strip, and a toast, all at once."""
    bidder = newcomer.sign_in(url)
    other = seller.open_auction(title=f"{known['word']} 다른 것")
    bidder.bid(other, 1000)
    rival.bid(other, 5000)
    page = visit(f"/auctions/{known['live']}", user=newcomer, screen=screen, color_scheme=scheme,
                 script=f"localStorage.setItem('handsup.language', '{language}')")
    expect(page.locator(".connection")).to_have_attribute("data-state", "live")
    expect(page.locator(".strip__item")).to_have_count(1)
    page.locator(".watching summary").click()
    bidder.bid(other, 6000)
    rival.bid(other, 7000)
    expect(page.locator(".toast")).to_be_visible()
    no_violation(page)
    page.locator(".bell summary").click()
    expect(page.locator(".notification")).to_have_count(1)
    no_violation(page)


def test_the_gallery_and_the_filters_need_no_mouse(known, visit):
    page = visit(f"/?q={known['word']}")
    summary = page.locator(".price-filter summary")
    summary.focus()
    summary.press("Enter")
    page.get_by_label("최저 가격 (원)").fill("500")
    page.get_by_label("최저 가격 (원)").press("Enter")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("₩500부터")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".price-filter")).not_to_have_attribute("open", "")
