"""The pages about accounts as a visitor sees them."""
import re

from playwright.sync_api import expect


class AccountPage:
    def __init__(self, page):
        self.page = page
        self.menu = page.locator(".account-menu")
        self.heading = page.get_by_role("heading", level=1)
        self.alert = page.get_by_role("alert")
        self.toast = page.locator(".toast")
        self.submit_button = page.locator("form.form button[type=submit]")

    def field(self, *labels):
        """By its label in either language."""
        return self.page.get_by_label(re.compile(f"^({'|'.join(labels)})$"))

    @property
    def login(self):
        return self.field("사용자 이름 또는 휴대폰 번호", "Username or mobile number")

    @property
    def phone(self):
        return self.field("(새 )?휴대폰 번호", "(New m|M)obile number")

    @property
    def code(self):
        return self.field("인증번호", "Code")

    @property
    def username(self):
        return self.field("사용자 이름", "Username")

    @property
    def password(self):
        return self.field("비밀번호", "Password")

    @property
    def new_password(self):
        return self.field("새 비밀번호", "New password")

    @property
    def current_password(self):
        return self.field("지금 비밀번호", "Current password")

    def submit(self):
        self.submit_button.click()

    def sign_in(self, login, password):
        self.login.fill(login)
        self.password.fill(password)
        self.submit()

    def prove(self, phone, outbox):
        """From the number to the step after the code."""
        self.phone.fill(phone)
        self.submit()
        expect(self.code).to_be_visible()
        self.code.fill(outbox.code(phone))
        self.submit()
        expect(self.code).to_be_hidden()

    def is_signed_in_as(self, person):
        expect(self.menu).to_contain_text(person.name)

    def is_signed_out(self):
        expect(self.page.locator(".site-header").get_by_role("link", name=re.compile("^(로그인|Sign in)$"))).to_be_visible()

    def sign_out(self):
        self.menu.locator("summary").click()
        self.menu.get_by_role("button", name=re.compile("로그아웃|Sign out")).click()

    def blames(self, field, text):
        """That field is wrong, says why, and has the focus."""
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(text))
        expect(field).to_be_focused()
