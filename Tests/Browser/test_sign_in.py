"""Signing in with a token, and opening an auction."""
import re

from playwright.sync_api import expect

from room_page import RoomPage


def test_a_token_in_the_address_signs_in_and_disappears(visit):
    page = visit("/", user=1)
    expect(page.locator(".account-menu")).to_contain_text("demo2")
    assert "token" not in page.url


def test_bidding_signed_out_asks_for_a_token(auction, enter, tokens):
    room = enter(auction)
    room.bid(1000)
    dialog = room.page.get_by_role("dialog", name="로그인")
    expect(dialog).to_contain_text("./handsup token demo1")
    dialog.get_by_label("접속 토큰").fill("not a token")
    dialog.get_by_role("button", name="계속하기").click()
    expect(dialog.get_by_role("alert")).to_have_text("이 토큰은 맞지 않거나 기한이 지났어요.")
    dialog.get_by_label("접속 토큰").fill(tokens[2])
    dialog.get_by_role("button", name="계속하기").click()
    expect(dialog).to_be_hidden()
    expect(room.page.locator(".account-menu")).to_contain_text("demo3")
    room.place_bid.click()
    room.costs(1000)


def test_signing_out_forgets_the_token(visit):
    page = visit("/", user=1)
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="로그아웃").click()
    expect(page.get_by_role("button", name="로그인")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="로그인")).to_be_visible()


def test_a_seller_opens_an_auction_and_stands_in_its_room(visit):
    page = visit("/auctions/new", user=0)
    expect(page.locator(".account-menu")).to_be_visible()
    page.get_by_role("button", name="경매 열기").click()
    expect(page.get_by_label("제목")).to_be_focused()
    page.get_by_label("제목").fill("핀란드 유리 화병")
    page.get_by_label("설명").fill("1960년대, 흠집 없음")
    page.get_by_label("분류").select_option(index=1)
    page.get_by_label("시작가").fill("25000")
    expect(page.get_by_label("시작가")).to_have_value("25,000")
    page.get_by_role("button", name="경매 열기").click()
    expect(page).to_have_url(re.compile(r"/auctions/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("핀란드 유리 화병")
    RoomPage(page).is_connected()
