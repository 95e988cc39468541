"""Finding an auction: search, filters in the address, endless pages, and what stands there when there is nothing."""
import pytest
from playwright.sync_api import expect

from market_page import MarketPage
from samples import ahead, word

FAILS = "Failed to load resource"
MANY = 30  # more than one page of the list
# A list whose first two pages are empty, as of a search that has to look far.
FAR = """(() => {
    const ask = window.fetch;
    let turn = 0;
    window.fetch = async (address, options) => {
        if (!String(address).includes("/auctions?") || !String(address).includes("q=")) return ask(address, options);
        turn += 1;
        if (turn > 2) return ask(String(address).replace(/cursor=[^&]*&?/, ""), options);
        return new Response(JSON.stringify({items: [], next: `far${turn}`}), {headers: {"Content-Type": "application/json"}});
    };
})()"""


@pytest.fixture
def market(visit):
    return lambda path="/", **options: MarketPage(visit(path, **options))


@pytest.fixture(scope="module")
def shop(seller):
    """Three live things and one that is upcoming, under a word of their own."""
    name = word()
    for title, category, price in (("책상", "furniture", 30_000), ("의자", "furniture", 20_000), ("북", "music", 10_000)):
        seller.open_auction(title=f"{name} {title}", category=category, startPrice=price)
    seller.open_auction(title=f"{name} 피아노", category="music", startPrice=90_000, startsAt=ahead(days=1))
    return name


@pytest.fixture(scope="module")
def crowd(seller):
    """More than fit a page, the dearest listed last."""
    name = word()
    for number in range(MANY):
        seller.open_auction(title=f"{name} {number:02d}", startPrice=1000 + number * 100)
    return name


def test_two_syllables_find_a_thing_wherever_they_stand(shop, market):
    page = market()
    page.search(shop[1:])
    page.holds(4)
    expect(page.heading).to_have_text(f"‘{shop[1:]}’ 검색 결과")
    page.search(f"{shop} 의자")
    page.shows(f"{shop} 의자")


def test_filters_stand_in_the_address_and_work_together(shop, market):
    page = market()
    page.search(shop)
    page.category("가구/인테리어")
    page.holds(2).has_address("category=furniture")
    page.category("모든 분류")
    page.tab("시작 예정")
    page.shows(f"{shop} 피아노").has_address("status=upcoming")
    page.tab("전체")
    page.price_range(15_000, 40_000)
    page.holds(2).has_address("minPrice=15000", "maxPrice=40000")
    page.sort.select_option("price")
    page.shows(f"{shop} 의자", f"{shop} 책상").has_address("sort=price")
    page.sort.select_option("priceDescending")
    page.shows(f"{shop} 책상", f"{shop} 의자")
    page.page.get_by_role("link", name="조건 지우기").click()
    expect(page.search_box).to_have_value("")


def test_an_address_shows_the_same_after_a_reload_and_in_the_history(shop, market, url):
    page = market(f"/?q={shop}&status=all&category=furniture&sort=price")
    page.shows(f"{shop} 의자", f"{shop} 책상")
    page.page.reload()
    page.shows(f"{shop} 의자", f"{shop} 책상")
    expect(page.search_box).to_have_value(shop)
    expect(page.sort).to_have_value("price")
    expect(page.page.locator(".chips [aria-current]")).to_have_text("가구/인테리어")
    page.category("악기/음반")
    page.shows(f"{shop} 북", f"{shop} 피아노")
    page.page.go_back()
    page.shows(f"{shop} 의자", f"{shop} 책상")
    page.page.go_forward()
    page.shows(f"{shop} 북", f"{shop} 피아노")


def test_a_filter_keeps_the_focus_where_it_is(shop, market):
    page = market(f"/?q={shop}")
    page.holds(4)
    chip = page.page.locator(".chips").get_by_role("link", name="악기/음반")
    chip.focus()
    chip.press("Enter")
    page.shows(f"{shop} 피아노", f"{shop} 북")
    expect(chip).to_be_focused()


def test_the_list_goes_on_as_one_scrolls_and_is_there_when_one_comes_back(crowd, market):
    page = market(f"/?q={crowd}&sort=price")
    page.page.wait_for_function("() => document.querySelectorAll('.grid > .card:not(.card--skeleton)').length >= 24")
    page.scroll_down()
    page.shows(*[f"{crowd} {number:02d}" for number in range(MANY)])
    last = page.cards.last
    last.scroll_into_view_if_needed()
    place = page.page.evaluate("window.scrollY")
    last.get_by_role("link").click()
    expect(page.heading).to_have_text(f"{crowd} {MANY - 1:02d}")
    page.page.go_back()
    page.holds(MANY)
    page.page.wait_for_function("(place) => Math.abs(window.scrollY - place) < 5", arg=place)
    page.page.reload()
    page.holds(MANY)
    page.page.wait_for_function("(place) => Math.abs(window.scrollY - place) < 5", arg=place)


def test_more_comes_by_keyboard_and_the_focus_goes_on_there(crowd, market):
    # As in a browser whose observers tell nothing.
    page = market(f"/?q={crowd}&sort=price", script="IntersectionObserver.prototype.observe = () => {};")
    page.holds(24)
    page.more.focus()
    page.more.press("Enter")
    page.holds(MANY)
    expect(page.cards.nth(24).get_by_role("link")).to_be_focused()


def test_empty_pages_on_the_way_are_passed_by(shop, market):
    market(f"/?q={shop}", script=FAR).holds(4)


def test_nothing_found_says_so_and_leads_on(market):
    page = market(f"/?q={word(6)}")
    expect(page.page.get_by_text("맞는 경매를 찾지 못했어요", exact=False)).to_be_visible()
    page.page.locator(".notice").get_by_role("link", name="조건 지우기").click()
    expect(page.heading).to_have_text("경매")


def test_a_list_that_fails_can_be_tried_again(shop, market):
    page = market("/nowhere", may_fail=FAILS)
    address = "**/api/v1/auctions?*"
    page.page.route(address, lambda route: route.abort())
    page.page.goto(page.page.url.replace("/nowhere", f"/?q={shop}"))
    alert = page.page.get_by_role("alert")
    expect(alert).to_contain_text("경매를 불러오지 못했어요")
    page.page.unroute(address)
    alert.get_by_role("button", name="다시 시도").click()
    page.holds(4)


def test_too_many_words_are_told(market):
    page = market(f"/?q={'+'.join('가나다라마바사아자')}", may_fail=FAILS)
    expect(page.page.get_by_role("alert")).to_contain_text("단어 8개까지")


def test_what_leaves_the_list_stays_in_its_place_and_what_is_new_waits(seller, market):
    name = word()
    kept, gone = (seller.open_auction(title=f"{name} {title}", startsAt=ahead(hours=2)) for title in ("하나", "둘"))
    page = market(f"/?q={name}&status=upcoming&sort=newest")
    page.shows(f"{name} 둘", f"{name} 하나")
    page.card(f"{name} 하나").get_by_role("link").click()
    expect(page.heading).to_have_text(f"{name} 하나")
    seller.call("DELETE", f"/auctions/{gone}")
    seller.open_auction(title=f"{name} 셋", startsAt=ahead(hours=2))
    page.page.go_back()
    expect(page.card(f"{name} 둘")).to_contain_text("취소됨")
    page.shows(f"{name} 둘", f"{name} 하나")
    page.page.get_by_role("button", name="새 경매 1개 보기").click()
    page.shows(f"{name} 셋", f"{name} 둘", f"{name} 하나")


def test_the_start_page_recommends(market):
    page = market()
    row = page.page.get_by_role("region", name="지금 많이 보는 경매")
    expect(row.locator(".card:not(.card--skeleton)").first).to_be_visible()
    page.tab("전체")
    expect(row).to_have_count(0)
