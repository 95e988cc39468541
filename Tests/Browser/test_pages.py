"""Every page: without complaints in the console, on a phone, in both languages, by keyboard."""
import pytest
from playwright.sync_api import expect

from conftest import DESKTOP, PHONE
from people import demo

# What guests see, and what members do; the same address may be both.
GUEST_PAGES = ["/", "/auctions/{live}", "/signin", "/signup", "/reset", "/account", "/users/{user}", "/auctions/new"]
MEMBER_PAGES = [
    "/", "/?status=upcoming", "/?status=ended", "/auctions/new", "/auctions/{live}", "/auctions/{ended}", "/users/{user}",
    "/account", "/account/name", "/account/phone", "/account/password", "/account/sessions", "/account/delete",
    "/account/notifications", "/trades", "/trades/{trade}",
]
# The skip link grows on focus; links within a sentence are exempt, as in WCAG 2.5.8.
TOO_SMALL = """(all) => all.filter((element) => {
    const target = element.closest("label") ?? element;
    const {width, height} = target.getBoundingClientRect();
    return !element.matches(".skip-link, .link") && (width < 44 || height < 44);
}).map((element) => element.outerHTML.slice(0, 120))"""
UNNAMED = """(all) => all.filter((element) => !element.textContent.trim() && !element.getAttribute("aria-label")
    && !element.labels?.length).map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def paths(seller, backstage, url):
    live = seller.first_auction("live")
    known = {"live": live["id"], "ended": seller.first_auction("ended")["id"], "user": live["seller"]["id"],
             "trade": backstage.sell(seller, demo(2).sign_in(url))[1]}
    return lambda page: page.format(**known)


def fits_and_can_be_pressed(page, path):
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    for screen in (DESKTOP, PHONE):
        page.set_viewport_size(screen)
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"], path
    pressed = page.locator("button:visible, .site-header a:visible, summary:visible, input:visible, select:visible")
    assert (path, pressed.evaluate_all(TOO_SMALL)) == (path, [])
    named = page.locator("button:visible, input:visible, select:visible, textarea:visible")
    assert (path, named.evaluate_all(UNNAMED)) == (path, [])
    assert page.locator("[style*=expression], script:not([src])").count() == 0, path


def test_each_page_fits_every_screen_and_all_to_press_is_large_and_named(paths, visit, url):
    page = visit("/", user=2)
    for path in MEMBER_PAGES:
        fits_and_can_be_pressed(page, url + paths(path))
        expect(page.locator(".account-menu")).to_be_visible()


def test_each_page_fits_guests_too(paths, visit, url):
    page = visit("/")
    for path in GUEST_PAGES:
        fits_and_can_be_pressed(page, url + paths(path))


def test_korean_comes_first_and_the_choice_of_english_is_remembered(visit):
    page = visit("/", locale="en-US")
    html = page.locator("html")
    expect(html).to_have_attribute("lang", "ko")
    expect(page.get_by_role("heading", level=1)).to_have_text("경매")
    page.get_by_role("button", name="Switch to English").click()
    expect(html).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Auctions")
    page.reload()
    expect(html).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Auctions")
    page.get_by_role("button", name="한국어로 보기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("경매")


def test_changing_the_language_keeps_what_is_typed(auction, enter):
    room = enter(auction, user=2)
    room.amount.fill("7000")
    room.chat_input.fill("쓰는 중")
    room.page.get_by_role("button", name="Switch to English").click()
    expect(room.place_bid).to_have_text("Bid ₩7,000")
    expect(room.chat_input).to_have_value("쓰는 중")


def test_both_languages_have_the_same_words(visit):
    page = visit("/")
    missing = page.evaluate("""async () => {
        const [{default: ko}, {default: en}] = await Promise.all([import("/locales/ko.js"), import("/locales/en.js")]);
        const only = (a, b) => Object.keys(a).filter((key) => !(key in b) && !key.endsWith(".one"));
        return [...only(ko, en), ...only(en, ko)];
    }""")
    assert missing == []


def test_a_bid_needs_no_mouse(auction, enter):
    room = enter(auction, user=2)
    page = room.page
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "bid-amount":
            break
    expect(room.amount).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("2500")
    page.keyboard.press("Enter")
    room.costs(2500)
    expect(room.answer).to_have_attribute("data-kind", "success")


def test_the_first_page_leads_to_rooms_and_back(visit):
    page = visit("/")
    card = page.locator(".card__link").first
    title = card.get_by_role("heading").text_content()
    card.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("경매")
    expect(page.locator(".card__link").first).to_be_visible()
    page.get_by_role("link", name="종료").click()
    expect(page.get_by_role("link", name="종료")).to_have_attribute("aria-current", "page")
    expect(page.locator(".card__link").first).to_be_visible()


def test_an_unknown_auction_says_so(visit):
    page = visit("/auctions/999999999999", may_fail="404")
    expect(page.get_by_role("heading", level=1)).to_have_text("이 경매를 찾을 수 없어요.")


def test_an_unknown_address_says_so(visit):
    page = visit("/nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("찾을 수 없는 화면이에요")
