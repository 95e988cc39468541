"""Following an auction: the heart, the pages where what one likes and sells is kept, and being there when it starts."""
import re

import pytest
from playwright.sync_api import expect

from market_page import MarketPage
from room_page import RoomPage
from samples import ahead, word

FAILS = "Failed to load resource"
LIKED, NOT_LIKED = (("aria-pressed", state) for state in ("true", "false"))


@pytest.fixture
def thing(seller):
    """The id and the title of something upcoming."""
    title = f"{word()} 화분"
    return seller.open_auction(title=title, startsAt=ahead(hours=1)), title


def test_a_heart_shows_at_once_and_everywhere(thing, newcomer, visit):
    auction, title = thing
    page = visit(f"/?q={title}", user=newcomer)
    heart = MarketPage(page).heart(title)
    expect(heart).to_have_attribute(*NOT_LIKED)
    with page.expect_response(lambda answer: answer.url.endswith("/like") and answer.status == 204):
        heart.click()
    expect(heart).to_have_attribute(*LIKED)
    page.locator(".card__link").click()
    button = page.get_by_role("button", name=re.compile("^관심"))
    expect(button).to_have_attribute(*LIKED)
    expect(button).to_have_text("관심1")
    with page.expect_response(lambda answer: answer.url.endswith("/like")):
        button.click()
    expect(button).to_have_attribute(*NOT_LIKED)
    page.go_back()
    expect(heart).to_have_attribute(*NOT_LIKED)


def test_what_one_likes_is_kept_on_the_own_page(thing, newcomer, url, visit):
    auction, title = thing
    newcomer.sign_in(url).call("PUT", f"/auctions/{auction}/like")
    page = MarketPage(visit("/account/liked", user=newcomer))
    page.shows(title)
    expect(page.heart(title)).to_have_attribute(*LIKED)
    page.category("진행 중")
    expect(page.page.get_by_text("하트를 누른 경매가", exact=False)).to_be_visible()
    page.category("시작 예정")
    page.shows(title)
    page.has_address("status=upcoming")
    page.page.reload()
    page.shows(title)


def test_a_heart_that_fails_is_taken_back(thing, newcomer, visit):
    auction, title = thing
    page = visit(f"/?q={title}", user=newcomer, may_fail=FAILS)
    page.route("**/like", lambda route: route.fulfill(status=503, json={"code": "unavailable"}))
    heart = MarketPage(page).heart(title)
    heart.click()
    expect(page.locator(".toast")).to_contain_text("관심을 바꾸지 못했어요")
    expect(heart).to_have_attribute(*NOT_LIKED)


def test_a_visitor_is_told_to_sign_in(thing, visit):
    auction, title = thing
    page = visit(f"/?q={title}")
    MarketPage(page).heart(title).click()
    page.locator(".toast").get_by_role("link", name="로그인").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("로그인")


def test_who_waits_sees_it_start(seller, newcomer, visit):
    title = f"{word()} 램프"
    auction = seller.open_auction(title=title, startsAt=ahead(seconds=6))
    room = RoomPage(visit(f"/auctions/{auction}", user=newcomer)).is_connected()
    expect(room.place_bid).to_be_visible()
    expect(room.page.locator(".panel")).to_have_attribute("data-status", "live")
    room.bid(1000)
    room.costs(1000)


def test_who_waits_sees_it_cancelled(thing, seller, visit):
    auction, _ = thing
    room = RoomPage(visit(f"/auctions/{auction}")).is_connected()
    seller.call("DELETE", f"/auctions/{auction}")
    expect(room.page.locator(".panel__result")).to_contain_text("판매자가 이 경매를 취소했어요")


def test_the_own_page_keeps_what_one_sells_by_status(newcomer, url, visit):
    client, name = newcomer.sign_in(url), word()
    client.open_auction(title=f"{name} 지금")
    client.open_auction(title=f"{name} 나중", startsAt=ahead(hours=1))
    taken_back = client.open_auction(title=f"{name} 취소", startsAt=ahead(hours=1))
    client.call("DELETE", f"/auctions/{taken_back}")
    page = MarketPage(visit("/account", user=newcomer))
    page.tab("판매")
    expect(page.heading).to_have_text("판매한 경매")
    for status, title in (("진행 중", "지금"), ("시작 예정", "나중"), ("취소", "취소")):
        page.category(status)
        page.shows(f"{name} {title}")
    page.tab("낙찰")
    expect(page.page.get_by_text("아직 낙찰받은 경매가 없어요.")).to_be_visible()


def test_a_public_page_tells_what_somebody_sells(newcomer, url, visit):
    client, name = newcomer.sign_in(url), word()
    auction = client.open_auction(title=f"{name} 지금")
    page = MarketPage(visit(f"/auctions/{auction}"))
    page.page.get_by_role("region", name="판매자").get_by_role("link", name="판매 내역").click()
    expect(page.heading).to_have_text(newcomer.name)
    page.shows(f"{name} 지금")
    expect(page.page.get_by_role("main")).to_contain_text("판매 완료")
    page.tab("낙찰")
    expect(page.page.get_by_text("낙찰받은 경매가 없어요.")).to_be_visible()
    page.has_address("role=won")
