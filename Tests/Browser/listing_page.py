"""The form of a listing, new or to be changed."""
import re

from playwright.sync_api import expect


class ListingPage:
    def __init__(self, page):
        self.page = page
        self.title = page.get_by_label("제목", exact=True)
        self.description = page.get_by_label("설명", exact=True)
        self.category = page.get_by_label("분류", exact=True)
        self.start_price = page.get_by_label("시작가 (원)", exact=True)
        self.estimate = page.get_by_label("예상가 (원)", exact=True)
        self.duration = page.get_by_label("진행 시간", exact=True)
        self.starts_at = page.get_by_label("시작 시각", exact=True)
        self.tiles = page.locator(".tile")
        self.problem = page.locator("#imageIds-error")
        self.submit_button = page.locator("form.form button[type=submit]")

    def add(self, files):
        self.page.locator("input[type=file]").set_input_files(files)

    def has_pictures(self, count):
        """They have arrived."""
        expect(self.tiles).to_have_count(count)
        expect(self.page.locator(".tile[data-state=done]")).to_have_count(count)

    def colours(self):
        """The pictures' addresses, in the order of the page."""
        return self.tiles.locator("img").evaluate_all("all => all.map((image) => image.src)")

    def act(self, number, what):
        self.page.get_by_role("button", name=f"사진 {number}: {what}", exact=True).click()

    def fill(self, title, price=1000, category="electronics", description="상태가 좋아요."):
        self.title.fill(title)
        self.description.fill(description)
        self.category.select_option(category)
        self.start_price.fill(str(price))

    def starts_later(self):
        """At the time that the page offers first."""
        self.page.get_by_label("시간 정하기").check()
        expect(self.starts_at).not_to_have_value("")

    def submit(self):
        self.submit_button.click()

    def blames(self, field, text):
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(re.escape(text)))
