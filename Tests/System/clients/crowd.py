"""A crowd that bids whatever breaks.

A bid is repeated with the same id until it is answered. 201 / ok and the `bid.…` refusals are answers; a lost connection,
silence, `unavailable` and nginx's 502 and 504 are none.
"""
import asyncio
import uuid

from .http import call
from .recorder import LOST, SILENCE


class Market:
    """What the crowd knows and shares: the least amount that would win, and when to stop."""

    def __init__(self, service, auction, dice, pause=(0.02, 0.1)):
        self.service, self.auction, self.dice = service, auction, dice
        self.pause = pause  # the least and the most seconds between two bids of somebody
        self.minimum = 1000
        self.over = asyncio.Event()
        self.answers = []  # (bidder, asked amount, asked maximum, answer)
        self.trouble = []

    def wish(self):
        amount = self.minimum + 100 * self.dice.randrange(3)
        maximum = amount + 100 * self.dice.randrange(1, 8) if self.dice.random() < 0.2 else None
        return {"amount": amount} | ({"maximum": maximum} if maximum else {})

    def answered(self, bidder, wish, answer):
        """Takes an answer in; returns whether it is one."""
        code = answer.get("code")
        if "bid" in answer:
            self.answers.append((bidder, wish["amount"], wish.get("maximum"), answer))
            self.minimum = max(self.minimum, answer["price"] + 100)
        elif code == "bid.tooLow":
            self.minimum = max(self.minimum, answer["minimum"])
        elif code == "bid.ended":
            self.over.set()
        elif code in ("unavailable", "rateLimited"):
            return False
        else:
            self.trouble.append((bidder, wish, answer))
        return True


async def bid_by_http(market, user):
    while not market.over.is_set():
        wish, key = market.wish(), uuid.uuid4()
        while True:
            try:
                answer = await asyncio.to_thread(call, market.service, "POST", f"/api/v1/auctions/{market.auction}/bids", wish,
                                                 token=user.token, key=key, timeout=SILENCE)
            except LOST:
                answer = None
            if answer and answer.status not in (502, 503, 504) and market.answered(user.name, wish, answer.json):
                break
            await asyncio.sleep(0.1)
        await asyncio.sleep(market.dice.uniform(*market.pause))


async def bid_by_socket(market, user, recorder):
    """Bids on the recorder's sockets, which is signed in as the user."""
    while not market.over.is_set():
        wish, id = market.wish(), str(uuid.uuid4())
        while not market.answered(user.name, wish, await recorder.ask("bid", id, auction=market.auction, **wish)):
            await asyncio.sleep(0.1)
        await asyncio.sleep(market.dice.uniform(*market.pause))
