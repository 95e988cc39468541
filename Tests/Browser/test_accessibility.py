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
    "/account", "/account/selling", "/account/won", "/account/liked",
]
# Every two of language, colours and screen meet once; all of them together would take twice as long.
LOOKS = [("ko", "light", PHONE), ("en", "dark", PHONE), ("ko", "dark", DESKTOP), ("en", "light", DESKTOP)]


@pytest.fixture(scope="module")
def known(browser, seller):
    name = word()
    images = [seller.upload(picture) for picture in draw(browser, 2, 800, 600)]
    cancelled = seller.open_auction(title=f"{name} 취소", startsAt=ahead(hours=1))
    seller.call("DELETE", f"/auctions/{cancelled}")
    upcoming = seller.open_auction(title=f"{name} 나중", startsAt=ahead(hours=1), imageIds=images)
    live = seller.open_auction(title=f"{name} 지금", estimate=5000)
    seller.call("PUT", f"/auctions/{live}/like")
    user = seller.call("GET", "/me")["id"]
    return {"word": name, "live": live, "upcoming": upcoming, "cancelled": cancelled, "user": user}


def has_no_barrier(page, address):
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    # Texts that fade in have another contrast on their way.
    page.wait_for_function("document.getAnimations().every((each) => each.playState !== 'running')")
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
