"""A crowd that bids and watches whatever breaks: each client keeps its own record, for comparison afterwards.

A bid is repeated with the same id until it is answered. 201 / ok and the `bid.…` refusals are answers; a lost connection,
silence, `unavailable` and nginx's 502 and 504 are none.
"""
import asyncio
import json
import uuid

import websockets.asyncio.client
from websockets.exceptions import InvalidHandshake, InvalidMessage, WebSocketException

from .http import call

LOST = (OSError, EOFError, TimeoutError, WebSocketException, InvalidHandshake, InvalidMessage)
SILENCE = 5  # seconds after which a client asks again


class Market:
    """What the crowd knows and shares: the least amount that would win, and when to stop."""

    def __init__(self, service, auction, dice):
        self.service, self.auction, self.dice = service, auction, dice
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
        await asyncio.sleep(market.dice.uniform(0.02, 0.1))


class Line:
    """An asyncio socket: replies by id, events to a callback."""

    def __init__(self, connection, on_event):
        self.connection, self.on_event, self.replies = connection, on_event, {}
        self.reading = asyncio.create_task(self._read())

    async def _read(self):
        try:
            async for text in self.connection:
                message = json.loads(text)
                if message["type"] == "event":
                    self.on_event(message, text)
                elif message.get("id") in self.replies:
                    self.answer(message)
        except LOST:
            pass
        finally:
            for waiting in self.replies.values():
                waiting.done() or waiting.set_exception(EOFError("the socket was closed"))

    def answer(self, message):
        reply = self.replies.pop(message["id"])
        if not reply.done():
            reply.set_result(message)

    async def ask(self, kind, id, **fields):
        if self.reading.done():
            raise EOFError("the socket was closed")
        self.replies[id] = reply = asyncio.get_running_loop().create_future()
        await self.connection.send(json.dumps({"type": kind, "id": id} | fields))
        return await asyncio.wait_for(reply, SILENCE)


def connect(service, port):
    return websockets.asyncio.client.connect(f"ws://{service.host}:{port or service.port}/realtime", subprotocols=["handsup.v1"],
                                             proxy=None, open_timeout=SILENCE, close_timeout=1, max_size=None)


async def bid_by_socket(market, user, port=None):
    pending = None  # the bid that is not answered yet survives the socket
    while not market.over.is_set():
        try:
            async with connect(market.service, port) as connection:
                line = Line(connection, lambda event, text: None)
                if not (await line.ask("auth", str(uuid.uuid4()), token=user.token))["ok"]:
                    raise EOFError("not signed in yet")
                while pending or not market.over.is_set():
                    pending = pending or (market.wish(), str(uuid.uuid4()))
                    wish, id = pending
                    answer = await line.ask("bid", id, auction=market.auction, **wish)
                    if market.answered(user.name, wish, answer):
                        pending = None
                    await asyncio.sleep(market.dice.uniform(0.02, 0.1))
        except LOST:
            await asyncio.sleep(0.1)


class Watcher:
    """Keeps every event of a room, across as many sockets as it takes."""

    def __init__(self, service, auction, port=None):
        self.service, self.auction, self.port = service, auction, port
        self.texts, self.returns, self.flaws = [], 0, []
        self.ended = asyncio.Event()

    def take(self, event, text):
        if event["seq"] != len(self.texts) + 1:
            self.flaws.append(f"event {event['seq']} after {len(self.texts)}")
        self.texts.append(text)
        if event["kind"] == "ended":
            self.ended.set()

    async def run(self):
        while not self.ended.is_set():
            try:
                async with connect(self.service, self.port) as connection:
                    early = []
                    line = Line(connection, lambda event, text: early.append((event, text)))
                    reply = await line.ask("join", str(uuid.uuid4()), auction=self.auction, after=len(self.texts))
                    if not reply["ok"]:
                        raise EOFError("not joined yet")
                    if not reply["recovered"]:
                        self.flaws.append(f"no recovery after {len(self.texts)}")
                    for event in reply["events"]:
                        self.take(event, json.dumps(event))
                    for event, text in early:
                        self.take(event, text)
                    line.on_event = self.take
                    await asyncio.wait([line.reading, asyncio.create_task(self.ended.wait())], return_when=asyncio.FIRST_COMPLETED)
            except LOST:
                pass
            self.returns += 1
            await asyncio.sleep(0.1)
