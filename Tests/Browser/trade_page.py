"""A trade as one of its two sides sees it."""
import re

from playwright.sync_api import expect


class TradePage:
    def __init__(self, page):
        self.page = page
        self.messages = page.locator(".message:not(.message--pending)")
        self.pending = page.locator(".message--pending")
        self.moves = page.locator(".move")
        self.note = page.locator(".trade-progress__note")
        self.input = page.get_by_role("textbox", name=re.compile("^(메시지|Message)$"))
        self.read_mark = page.locator(".message__read:visible")
        self.dialog = page.get_by_role("dialog")

    def is_open(self):
        expect(self.input).to_be_visible()
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        return self

    def say(self, text):
        self.input.fill(text)
        self.input.press("Enter")

    def shows(self, *texts):
        """These messages, in this order, and nothing under way."""
        expect(self.messages.locator(".message__text")).to_have_text(list(texts))
        expect(self.pending).to_have_count(0)

    def move(self, name):
        self.page.locator(".trade-progress").get_by_role("button", name=name, exact=True).click()

    def confirm(self, name):
        self.dialog.get_by_role("button", name=name, exact=True).click()

    def is_at(self, step):
        expect(self.page.locator(".steps__step[data-state=current]")).to_contain_text(step)

    def seqs(self):
        rows = self.page.locator(".trade .timeline__list > li[data-seq]")
        return rows.evaluate_all("rows => rows.map(row => Number(row.dataset.seq))")
