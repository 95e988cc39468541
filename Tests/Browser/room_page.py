"""The room as a visitor sees it: what is where on the page."""
import re

from playwright.sync_api import expect


class RoomPage:
    def __init__(self, page):
        self.page = page
        self.price = page.locator("[data-price]")
        self.bids = page.locator(".bids__row")
        self.messages = page.locator(".chat .message:not(.message--pending)")
        self.amount = page.get_by_label(re.compile("^(입찰 금액|Your bid)$"))
        self.place_bid = page.locator(".bid button[type=submit]")
        self.answer = page.locator(".bid__message")
        self.chat_input = page.get_by_role("textbox", name=re.compile("^(메시지|Message)$"))

    def is_connected(self):
        expect(self.page.locator(".connection")).to_have_attribute("data-state", "live", timeout=15_000)
        return self

    def is_cut_off(self):
        expect(self.page.locator(".connection")).to_have_attribute("data-state", re.compile("offline|reconnecting"), timeout=15_000)

    def costs(self, price):
        expect(self.price).to_have_attribute("data-price", str(price))

    def bid(self, amount):
        self.amount.fill(str(amount))
        self.place_bid.click()

    def say(self, text):
        self.chat_input.fill(text)
        self.chat_input.press("Enter")

    def seqs(self):
        """Places in the room's log of all that is shown, in the order of the page."""
        read = "rows => rows.map(row => Number(row.dataset.seq))"
        return self.bids.evaluate_all(read), self.messages.evaluate_all(read)

    def shows(self, events):
        """The bids and messages of a log: each once, in order."""
        bids = [event["seq"] for event in events if event["kind"] == "bid"]
        messages = [event["seq"] for event in events if event["kind"] == "chat"]
        expect(self.bids).to_have_count(len(bids))
        expect(self.messages).to_have_count(len(messages))
        assert self.seqs() == (bids[::-1], messages)
