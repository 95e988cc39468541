"""
Looking after one's account: profile, name, phone, password, devices, and leaving.

Ten wrong passwords in 15 minutes stop the address that all browsers here share, so few tests type one.
"""
import re

from playwright.sync_api import expect

from account_page import AccountPage
from people import OTHER_PASSWORD, PASSWORD, Person, new_name, new_phone
from room_page import RoomPage

FAILS = "Failed to load resource"


def open_row(page, name):
    page.page.get_by_role("main").get_by_role("link", name=name).click()
    expect(page.heading).to_have_text(name)


def test_the_own_account_shows_what_there_is_and_the_public_page_less(newcomer, account):
    page = account("/account", user=newcomer)
    expect(page.heading).to_have_text(newcomer.name)
    main = page.page.get_by_role("main")
    for text in (newcomer.phone, "50점", "판매 완료", "에 가입"):
        expect(main).to_contain_text(text)
    main.get_by_role("link", name="다른 사람에게 보이는 프로필").click()
    expect(page.page).to_have_url(re.compile(r"/users/\d+$"))
    expect(page.heading).to_have_text(newcomer.name)
    expect(page.page).to_have_title(f"{newcomer.name} · 핸즈업")
    expect(main).not_to_contain_text(newcomer.phone)


def test_a_person_that_does_not_exist_is_told(account):
    page = account("/users/999999999", may_fail=FAILS)
    expect(page.heading).to_have_text("회원을 찾을 수 없어요")


def test_a_new_name_shows_everywhere_and_in_other_tabs(newcomer, account, visit):
    page = account("/account", user=newcomer)
    other = AccountPage(visit("/", beside=page.page))
    other.is_signed_in_as(newcomer)
    open_row(page, "사용자 이름")
    renamed = Person(new_name())
    page.username.fill(renamed.name)
    expect(page.page.get_by_text("쓸 수 있는 이름이에요.")).to_be_visible()
    page.submit()
    expect(page.heading).to_have_text(renamed.name)
    expect(page.toast).to_contain_text("이름을 바꿨어요.")
    for each in (page, other):
        each.is_signed_in_as(renamed)


def test_a_name_that_is_taken_is_refused(newcomer, account):
    page = account("/account/name", user=newcomer, may_fail=FAILS)
    # As if the other were quicker: nothing is looked up, the server's answer tells.
    page.page.route("**/usernames/**", lambda route: route.fulfill(json={"available": True}))
    page.username.fill("Demo1")
    page.submit()
    page.blames(page.username, "다른 분이 쓰고 있는 이름이에요")


def test_a_new_password_signs_out_the_other_devices(newcomer, account):
    elsewhere = account("/account", user=newcomer, may_fail=FAILS)
    elsewhere.is_signed_in_as(newcomer)
    page = account("/account/password", user=newcomer, may_fail=FAILS)
    page.current_password.fill("이건 아니었나요")
    page.new_password.fill(OTHER_PASSWORD)
    page.submit()
    page.blames(page.current_password, "비밀번호가 달라요")
    page.current_password.fill(PASSWORD)
    page.submit()
    expect(page.heading).to_have_text(newcomer.name)
    page.is_signed_in_as(newcomer)
    elsewhere.is_signed_out()
    expect(elsewhere.page.get_by_role("main")).to_contain_text("로그인하면 볼 수 있어요")
    elsewhere.page.get_by_role("main").get_by_role("link", name="로그인").click()
    elsewhere.sign_in(newcomer.name, OTHER_PASSWORD)
    elsewhere.is_signed_in_as(newcomer)


def test_a_lost_password_is_replaced_by_the_phone(newcomer, account, outbox):
    page = account("/signin")
    page.page.get_by_role("main").get_by_role("link", name="비밀번호 다시 정하기").click()
    page.prove(newcomer.phone, outbox)
    page.new_password.fill(OTHER_PASSWORD)
    page.submit()
    expect(page.heading).to_have_text("비밀번호를 바꿨어요")
    page.page.get_by_role("main").get_by_role("link", name="로그인").click()
    page.sign_in(newcomer.phone, OTHER_PASSWORD)
    page.is_signed_in_as(newcomer)


def test_a_reset_for_a_number_without_an_account_says_so(account, outbox):
    page = account("/reset", may_fail=FAILS)
    page.prove(new_phone(), outbox)
    page.new_password.fill(OTHER_PASSWORD)
    page.submit()
    expect(page.alert).to_contain_text("이 번호로 만든 계정이 없어요")


def test_a_new_number_is_proved_and_signs_in(newcomer, account, outbox):
    page, phone = account("/account", user=newcomer), new_phone()
    open_row(page, "휴대폰 번호")
    page.prove(phone, outbox)
    page.password.fill(PASSWORD)
    page.submit()
    expect(page.heading).to_have_text("번호를 바꿨어요")
    page.page.get_by_role("main").get_by_role("link", name="내 계정으로").click()
    expect(page.page.get_by_role("main")).to_contain_text(phone)
    page.sign_out()
    page.is_signed_out()
    page.page.get_by_role("main").get_by_role("link", name="로그인").click()
    page.sign_in(phone, PASSWORD)
    page.is_signed_in_as(newcomer)


def test_all_other_devices_are_signed_out_at_once_after_a_question(newcomer, account):
    elsewhere = account("/", user=newcomer, may_fail=FAILS)
    page = account("/account", user=newcomer)
    open_row(page, "로그인한 기기")
    rows = page.page.locator(".devices__row")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Chrome · Linux")
    expect(rows.first).to_contain_text("이 기기")
    every = page.page.get_by_role("button", name="다른 기기 모두 로그아웃")
    every.click()
    dialog = page.page.get_by_role("dialog", name="다른 기기 모두 로그아웃")
    expect(dialog).to_be_visible()
    page.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(rows).to_have_count(3)
    every.click()
    dialog.get_by_role("button", name="모두 로그아웃").click()
    expect(rows).to_have_count(1)
    expect(every).to_be_hidden()
    elsewhere.page.reload()
    elsewhere.is_signed_out()


def test_who_sells_live_cannot_leave_until_it_is_over(newcomer, url, account):
    live = newcomer.sign_in(url).open_auction()
    page = account("/account", user=newcomer, may_fail=FAILS)
    page.page.get_by_role("main").get_by_role("link", name="회원 탈퇴").click()
    page.password.fill(PASSWORD)
    page.submit()
    expect(page.alert).to_contain_text("내가 연 경매가 진행 중이에요")
    page.alert.get_by_role("link").click()
    expect(page.page).to_have_url(re.compile(f"/auctions/{live}$"))


def test_leaving_takes_the_name_away_and_leaves_the_rest(auction, newcomer, account, enter, rival):
    room = enter(auction, user=newcomer, may_fail=FAILS)
    room.bid(1000)
    expect(room.answer).to_have_attribute("data-kind", "success")
    room.say("저는 이만 가요")
    page = account("/account/delete", user=newcomer, may_fail=FAILS)
    page.password.fill(PASSWORD)
    page.submit()
    expect(page.alert).to_contain_text("최고 입찰자예요")
    rival.bid(auction, 1100)
    page.password.fill("이건 아니었나요")
    page.submit()
    page.blames(page.password, "비밀번호가 달라요")
    page.password.fill(PASSWORD)
    page.submit()
    expect(page.toast).to_contain_text("탈퇴했어요.")
    expect(page.page).to_have_url(re.compile(r"//[^/]+/$"))
    page.is_signed_out()
    room.page.close()

    room = RoomPage(account(f"/auctions/{auction}").page).is_connected()
    expect(room.bids.nth(1)).to_contain_text("탈퇴한 회원")
    expect(room.messages.first).to_contain_text("탈퇴한 회원")
    assert room.bids.nth(1).get_by_role("link").count() == 0
    room.page.get_by_role("button", name="Switch to English").click()
    expect(room.messages.first).to_contain_text("Former member")

def test_names_in_a_room_lead_to_their_people(auction, enter, rival):
    rival.bid(auction, 1000)
    rival.say(auction, "여기예요")
    room = enter(auction)
    expect(room.bids.first.get_by_role("link", name="demo5")).to_be_visible()
    room.messages.first.get_by_role("link", name="demo5").click()
    expect(room.page.get_by_role("heading", level=1)).to_have_text("demo5")
    room.page.go_back()
    room.page.get_by_role("main").get_by_role("link", name="demo1").click()
    expect(room.page.get_by_role("heading", level=1)).to_have_text("demo1")
