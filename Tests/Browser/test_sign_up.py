"""A new account: phone, code, name and password."""
import re

from playwright.sync_api import expect

from people import PASSWORD, Person, new_name, new_phone

FAILS = "Failed to load resource"  # what Chromium says of any answer that refuses


def test_a_guest_of_a_room_signs_up_with_the_code_and_comes_back(auction, account, outbox):
    page = account(f"/auctions/{auction}")
    page.page.get_by_role("link", name="회원가입").click()
    someone = Person(new_name(), new_phone())
    expect(page.phone).to_have_attribute("autocomplete", "tel")
    page.prove(someone.phone, outbox)
    expect(page.heading).to_be_focused()
    # What password managers go by.
    expect(page.username).to_have_attribute("autocomplete", "username")
    expect(page.password).to_have_attribute("autocomplete", "new-password")
    page.username.fill(someone.name)
    expect(page.page.get_by_text("쓸 수 있는 이름이에요.")).to_be_visible()
    page.password.fill(someone.password)
    page.submit()
    expect(page.heading).to_have_text(f"{someone.name} 님, 환영해요!")
    expect(page.heading).to_be_focused()
    page.is_signed_in_as(someone)
    page.page.get_by_role("link", name="보던 화면으로 돌아가기").click()
    expect(page.page).to_have_url(re.compile(f"/auctions/{auction}$"))
    page.page.reload()
    page.is_signed_in_as(someone)


def test_a_wrong_code_tells_how_many_tries_are_left_and_the_right_one_still_counts(account, outbox):
    page, phone = account("/signup", may_fail=FAILS), new_phone()
    page.phone.fill(phone)
    page.submit()
    expect(page.heading).to_have_text("인증번호 입력")
    page.code.fill(outbox.wrong_code(phone))
    page.submit()
    page.blames(page.code, "4번 더 해 볼 수 있어요")
    page.code.fill(outbox.code(phone))
    page.submit()
    expect(page.heading).to_have_text("이름과 비밀번호 정하기")


def test_five_wrong_codes_end_it_and_another_can_be_sent(account, outbox):
    page, phone = account("/signup", may_fail=FAILS), new_phone()
    # The minute of waiting is the server's business; here it is over at once.
    soon = """const answer = window.fetch;
        window.fetch = async (...request) => {
            const response = await answer(...request);
            if (!String(request[0]).endsWith("/phone-verifications") || !response.ok) return response;
            return Response.json({...await response.json(), resendAt: new Date(0).toISOString()}, {status: 202});
        }"""
    page.page.evaluate(soon)
    page.phone.fill(phone)
    page.submit()
    expect(page.code).to_be_visible()
    wrong = outbox.wrong_code(phone)
    for left in (4, 3, 2, 1):
        page.code.fill(wrong)
        page.submit()
        page.blames(page.code, f"{left}번 더")
    page.code.fill(wrong)
    page.submit()
    expect(page.alert).to_contain_text("이 인증번호는 더 쓸 수 없어요")
    again = page.page.get_by_role("button", name="인증번호 다시 받기")
    expect(again).to_be_focused()
    again.click() # the server still has its minute
    expect(page.page.get_by_text(re.compile("시도가 너무 많았어요. (1분|[0-9]+초) 뒤에"))).to_be_visible()
    expect(page.page.get_by_role("button", name=re.compile("뒤에 다시 받을 수 있어요"))).to_have_attribute("aria-disabled", "true")


def test_a_code_runs_out_by_the_servers_clock(account):
    page = account("/signup")
    page.page.route("**/phone-verifications", lambda route: route.fulfill(status=202, json={
        "id": "x", "expiresAt": "2020-01-01T00:00:00.000Z", "resendAt": "2020-01-01T00:00:00.000Z"}))
    page.phone.fill(new_phone())
    page.submit()
    expect(page.alert).to_contain_text("유효 시간이 지났어요")
    expect(page.page.get_by_role("button", name="인증번호 다시 받기")).to_have_attribute("aria-disabled", "false")


def test_the_code_can_be_pasted_as_it_stands_in_the_message(account, outbox):
    page, phone = account("/signup"), new_phone()
    page.phone.fill(phone)
    page.submit()
    expect(page.page.get_by_role("button", name=re.compile("0:[0-5][0-9] 뒤에 다시"))).to_be_visible()
    expect(page.page.get_by_role("timer")).to_have_text(re.compile("[23]:[0-5][0-9] 남음"))
    code = outbox.code(phone)
    page.code.fill(f" {code[:3]} {code[3:]} ")
    expect(page.code).to_have_value(code)
    page.submit()
    expect(page.username).to_be_visible()


def test_a_number_is_grouped_while_one_types_and_the_cursor_stays(account):
    page = account("/signup")
    page.phone.press_sequentially("01012345678")
    expect(page.phone).to_have_value("010-1234-5678")
    for _ in range(5):
        page.phone.press("ArrowLeft")
    page.phone.press("Backspace")
    expect(page.phone).to_have_value("010-123-5678")
    page.phone.press("9")
    expect(page.phone).to_have_value("010-1239-5678")
    assert page.phone.evaluate("input => input.selectionStart") == len("010-1239")


def test_a_number_that_cannot_be_is_told(account):
    page = account("/signup", may_fail=FAILS)
    for phone, problem in (("02", "휴대폰 번호가 맞는지"), ("+1 415 555 0100", "이 나라의 번호"), ("", "꼭 적어")):
        page.phone.fill(phone)
        page.submit()
        page.blames(page.phone, problem)


def test_names_and_passwords_that_cannot_be_are_told(account, outbox, newcomer):
    page, phone = account("/signup", may_fail=FAILS), new_phone()
    page.prove(phone, outbox)
    page.username.fill(newcomer.name.upper())
    expect(page.page.get_by_role("status").get_by_text("다른 분이 쓰고 있는 이름이에요.")).to_be_visible()
    page.password.fill("짧다")
    page.submit()
    page.blames(page.username, "다른 분이 쓰고 있는")
    expect(page.password).to_have_accessible_description(re.compile("8자에서 128자까지"))
    page.username.fill("가 나")
    page.submit()
    page.blames(page.username, "글자와 숫자")
    name = new_name()
    page.username.fill(name)
    page.password.fill(f"나는 {name} 이다")
    page.submit()
    page.blames(page.password, "이름이나 전화번호가 들어 있어요")
    page.password.fill("password123")
    page.submit()
    page.blames(page.password, "너무 흔하거나")
    page.password.fill(PASSWORD)
    page.submit()
    expect(page.heading).to_have_text(f"{name} 님, 환영해요!")


def test_a_number_with_an_account_leads_to_the_sign_in(account, outbox, newcomer):
    page = account("/signup", may_fail=FAILS)
    page.prove(newcomer.phone, outbox)
    page.username.fill(new_name())
    page.password.fill(PASSWORD)
    page.submit()
    expect(page.alert).to_contain_text("계정이 이미 있어요")
    page.alert.get_by_role("link", name="로그인").click()
    expect(page.heading).to_have_text("로그인")


def test_a_lost_connection_loses_nothing_that_was_typed(account, outbox):
    page, phone = account("/signup", may_fail=FAILS), new_phone()
    page.phone.fill(phone)
    page.page.context.set_offline(True)
    page.submit()
    expect(page.alert).to_contain_text("서버에 연결할 수 없어요")
    page.page.context.set_offline(False)
    page.page.route("**/phone-verifications", lambda route: route.fulfill(
        status=503, content_type="application/problem+json", json={"code": "unavailable"}), times=1)
    page.submit()
    expect(page.alert).to_contain_text("지금은 처리할 수 없어요")
    expect(page.phone).to_have_value(phone)
    page.submit()
    expect(page.code).to_be_visible()


def test_signing_up_in_english_needs_no_mouse(account, outbox):
    page = account("/signup", script="localStorage.setItem('handsup.language', 'en')")
    keyboard, someone = page.page.keyboard, Person(new_name(), new_phone())

    def tab_to(field):
        for _ in range(20):
            keyboard.press("Tab")
            if field.evaluate("field => field === document.activeElement"):
                return
        raise AssertionError("The field cannot be reached by keyboard.")

    tab_to(page.phone)
    keyboard.type(someone.phone)
    keyboard.press("Enter")
    expect(page.heading).to_have_text("Enter the code")
    expect(page.heading).to_be_focused()
    tab_to(page.code)
    keyboard.type(outbox.code(someone.phone))
    keyboard.press("Enter")
    expect(page.heading).to_have_text("Choose a name and a password")
    expect(page.page.get_by_role("listitem").and_(page.page.locator("[aria-current=step]"))).to_contain_text("Your account")
    tab_to(page.username)
    keyboard.type(someone.name)
    tab_to(page.password)
    keyboard.type(someone.password)
    keyboard.press("Tab")
    expect(page.page.get_by_role("button", name="Show password")).to_be_focused()
    keyboard.press("Space")
    expect(page.password).to_have_attribute("type", "text")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(page.heading).to_have_text(f"Welcome, {someone.name}!")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(page.heading).to_have_text("Auctions")
