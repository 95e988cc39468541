"""The strip of the other auctions that one is in."""
import pytest
from playwright.sync_api import expect

from conftest import PHONE
from room_page import RoomPage
from samples import word


@pytest.fixture
def three(seller, newcomer, url):
    """Auctions in which the newcomer leads."""
    bidder = newcomer.sign_in(url)
    auctions = [seller.open_auction(title=f"{word()} 물건") for _ in range(3)]
    for auction in auctions:
        bidder.bid(auction, 1000)
    return auctions


def item(page, auction):
    return page.locator(f".strip__item[data-auction='{auction}']")


def test_their_prices_move_and_it_tells_how_one_stands(three, newcomer, rival, visit):
    page = visit("/", user=newcomer)
    expect(page.locator(".strip__item")).to_have_count(3)
    for number, auction in enumerate(three, start=2):
        expect(item(page, auction)).to_have_attribute("data-standing", "leading")
        rival.bid(auction, number * 1000)
        expect(item(page, auction)).to_contain_text(f"₩{number},000")
        expect(item(page, auction)).to_have_attribute("data-standing", "outbid")
    expect(page.get_by_role("navigation", name="참여 중인 다른 경매")).to_contain_text("밀렸어요")


def test_the_room_that_is_open_is_not_in_it(three, newcomer, visit):
    page = visit("/", user=newcomer)
    item(page, three[0]).get_by_role("link").click()
    RoomPage(page).is_connected()
    expect(page.locator(".strip__item")).to_have_count(2)
    expect(item(page, three[0])).to_have_count(0)
    item(page, three[1]).get_by_role("link").click()
    expect(item(page, three[0])).to_be_visible()
    expect(item(page, three[1])).to_have_count(0)


def test_who_is_in_none_sees_none_until_one_bids(auction, newcomer, visit):
    page = visit(f"/auctions/{auction}", user=newcomer)
    room = RoomPage(page).is_connected()
    expect(page.locator(".strip")).to_be_hidden()
    room.bid(1000)
    room.costs(1000)
    page.locator(".brand").click()
    expect(item(page, auction)).to_have_attribute("data-standing", "leading")


def test_a_room_that_was_opened_lately_is_in_it(auction, newcomer, rival, visit):
    page = visit(f"/auctions/{auction}", user=newcomer)
    RoomPage(page).is_connected()
    page.locator(".brand").click()
    expect(item(page, auction)).to_have_attribute("data-standing", "watching")
    rival.bid(auction, 5000)
    expect(item(page, auction)).to_contain_text("₩5,000")


def test_what_ends_shows_its_result(three, newcomer, rival, backstage, visit):
    page = visit("/", user=newcomer)
    expect(page.locator(".strip__item")).to_have_count(3)
    rival.bid(three[1], 2000)
    backstage.end(three[0], three[1])
    expect(item(page, three[0])).to_have_attribute("data-standing", "won")
    expect(item(page, three[1])).to_have_attribute("data-standing", "over")


def test_it_stays_clear_of_the_quick_bid_bar(three, newcomer, visit):
    page = visit(f"/auctions/{three[0]}", user=newcomer, screen=PHONE, reduced_motion="no-preference")
    RoomPage(page).is_connected()
    expect(page.locator(".strip__item")).to_have_count(2)
    page.evaluate("scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")
    expect(page.locator(".quick-bar")).to_be_visible()
    bar, strip = page.locator(".quick-bar").bounding_box(), page.locator(".strip").bounding_box()
    assert bar["y"] + bar["height"] <= strip["y"]
    page.locator(".quick-bar button").click()
    expect(RoomPage(page).amount).to_be_focused()
