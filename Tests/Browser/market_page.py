"""Lists of auctions as a visitor sees them, and the first page's ways to narrow them."""
import re

from playwright.sync_api import expect


class MarketPage:
    def __init__(self, page):
        self.page = page
        self.heading = page.get_by_role("heading", level=1)
        self.cards = page.locator(".grid > .card:not(.card--skeleton)")
        self.more = page.get_by_role("button", name=re.compile("^(더 보기|Show more)$"))
        self.search_box = page.get_by_role("searchbox")
        self.sort = page.get_by_role("combobox", name=re.compile("^(정렬|Sort by)$"))
        self.prices = page.locator(".price-filter")

    def holds(self, count):
        expect(self.page.locator(".auction-list")).not_to_have_attribute("aria-busy", "true")
        expect(self.cards).to_have_count(count)
        return self

    def shows(self, *titles):
        """Exactly these, in this order."""
        expect(self.cards.locator(".card__title")).to_have_text(list(titles))
        return self

    def card(self, title):
        return self.cards.filter(has_text=title)

    def heart(self, title):
        return self.card(title).get_by_role("button", name=re.compile(title))

    def search(self, text):
        self.search_box.fill(text)
        self.search_box.press("Enter")

    def tab(self, name):
        self.page.locator(".tabs").get_by_role("link", name=name, exact=True).click()

    def category(self, name):
        self.page.locator(".chips").get_by_role("link", name=name, exact=True).click()

    def price_range(self, least, most):
        self.prices.locator("summary").click()
        self.prices.get_by_label("최저 가격 (원)").fill(str(least))
        self.prices.get_by_label("최고 가격 (원)").fill(str(most))
        self.prices.get_by_role("button", name="적용").click()

    def has_address(self, *parts):
        for part in parts:
            expect(self.page).to_have_url(re.compile(re.escape(part)))

    def scroll_down(self):
        self.page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
