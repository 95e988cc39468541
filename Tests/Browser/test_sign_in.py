"""Signing in and out, and staying signed in."""
import re

from playwright.sync_api import expect

from account_page import AccountPage
from people import PASSWORD, demo
from room_page import RoomPage

REFUSED = "401"


def test_bidding_signed_out_leads_to_the_sign_in_and_back(auction, enter):
    room = enter(auction)
    room.amount.fill("3000")
    expect(room.place_bid).to_have_text("로그인하고 입찰하기")
    room.place_bid.click()
    page = AccountPage(room.page)
    expect(page.heading).to_have_text("로그인")
    page.sign_in("demo3", demo(3).password)
    expect(room.page).to_have_url(re.compile(rf"/auctions/{auction}$"))
    page.is_signed_in_as(demo(3))
    room.is_connected()
    expect(room.amount).to_have_value("3,000")
    room.place_bid.click()
    room.costs(3000)


def test_a_chat_line_waits_for_the_sign_in(auction, enter):
    room = enter(auction)
    room.say("안녕하세요")
    AccountPage(room.page).sign_in("demo3", demo(3).password)
    room.is_connected()
    expect(room.chat_input).to_have_value("안녕하세요")


def test_a_phone_number_signs_in_too(newcomer, account):
    page = account("/signin?to=/account")
    page.sign_in(newcomer.phone, PASSWORD)
    expect(page.heading).to_have_text(newcomer.name)
    expect(page.page.get_by_role("link", name="휴대폰 번호")).to_contain_text(newcomer.phone)


def test_a_wrong_password_is_told_and_nothing_typed_is_lost(newcomer, account):
    page = account("/signin", may_fail=REFUSED)
    page.sign_in(newcomer.name, "아무거나 적어 봅니다")
    expect(page.alert).to_contain_text("로그인 정보가 맞지 않아요")
    expect(page.password).to_be_focused()
    expect(page.login).to_have_value(newcomer.name)
    page.password.fill(newcomer.password)
    page.password.press("Enter")
    page.is_signed_in_as(newcomer)
    expect(page.page).to_have_url(re.compile(r"//[^/]+/$"))


def test_a_missing_field_gets_the_focus(account):
    page = account("/signin")
    expect(page.login).to_have_attribute("autocomplete", "username")
    expect(page.password).to_have_attribute("autocomplete", "current-password")
    page.submit()
    page.blames(page.login, "꼭 적어 주세요")
    page.login.fill("demo1")
    page.submit()
    page.blames(page.password, "꼭 적어 주세요")


def test_the_way_back_leads_nowhere_else(newcomer, account):
    page = account("/signin?to=//example.org/auctions/1")
    page.sign_in(newcomer.name, newcomer.password)
    page.is_signed_in_as(newcomer)
    expect(page.page).to_have_url(re.compile(r"^http://127\.0\.0\.1:\d+/$"))


def test_a_reload_keeps_one_signed_in_and_no_script_sees_what_does(newcomer, account):
    page = account("/signin")
    page.sign_in(newcomer.name, newcomer.password)
    page.is_signed_in_as(newcomer)
    page.page.reload()
    page.is_signed_in_as(newcomer)
    kept = page.page.evaluate("[document.cookie, {...localStorage}, {...sessionStorage}]")
    assert kept == ["", {"handsup.language": "ko", "handsup.signedIn": "1"}, {}]
    cookie, = page.page.context.cookies()
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"], cookie["path"]) == (True, True, "Strict", "/api/v1/sessions")


def test_signing_out_lasts(newcomer, account):
    page = account("/", user=newcomer)
    page.is_signed_in_as(newcomer)
    page.sign_out()
    page.is_signed_out()
    expect(page.toast).to_have_text(re.compile("^로그아웃했어요."))
    page.page.reload()
    page.is_signed_out()
    assert page.page.context.cookies() == []


def test_who_is_signed_in_needs_no_sign_in(account):
    page = account("/signin?to=/account", user=2)
    expect(page.page).to_have_url(re.compile("/account$"))


def test_without_a_server_a_sign_in_can_be_tried_again(newcomer, account):
    page = account("/signin", may_fail="ERR_INTERNET_DISCONNECTED")
    expect(page.login).to_be_visible()
    page.page.context.set_offline(True)
    page.sign_in(newcomer.name, newcomer.password)
    expect(page.alert).to_contain_text("서버에 연결할 수 없어요")
    page.page.context.set_offline(False)
    page.submit()
    page.is_signed_in_as(newcomer)


def test_too_many_tries_tell_when_to_try_again(account):
    page = account("/signin", may_fail="429")
    page.page.route("**/api/v1/sessions", lambda route: route.fulfill(
        status=429, headers={"Retry-After": "754"}, content_type="application/problem+json", json={"code": "rateLimited"}))
    page.sign_in("demo1", "한 번 더 해 봅니다")
    expect(page.alert).to_have_text("시도가 너무 많았어요. 13분 뒤에 다시 시도해 주세요.")


def test_a_page_for_members_asks_guests_to_sign_in(newcomer, account):
    page = account("/account/sessions")
    page.page.get_by_role("main").get_by_role("link", name="로그인").click()
    page.sign_in(newcomer.name, newcomer.password)
    expect(page.page).to_have_url(re.compile("/account/sessions$"))
    expect(page.heading).to_have_text("로그인한 기기")


def test_a_seller_opens_an_auction_and_stands_in_its_room(visit):
    page = visit("/auctions/new", user=1)
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
