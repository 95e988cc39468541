"""A socket as a client would use it, on the `websockets` library."""
import json
import time
import uuid

import websockets.sync.client
from websockets.exceptions import ConnectionClosed

PATIENCE = 15


class Socket:
    def __init__(self, service, token=None, port=None, **options):
        # `max_queue`: else the library stops reading, also control frames, while nobody asks.
        opening = websockets.sync.client.connect(
            f"ws://{service.host}:{port or service.port}/realtime", subprotocols=["handsup.v1"], compression=None, proxy=None,
            open_timeout=PATIENCE, close_timeout=5, ping_interval=None, max_size=None, max_queue=None, **options)
        self.connection = opening.__enter__()
        self.texts = []  # everything that came, as it came
        self.waiting = []  # messages that nobody has asked for yet
        self.hello = self.next(lambda message: True)
        if token:
            reply = self.ask("auth", token=token)
            assert reply["ok"], reply
            self.user = reply["user"]

    def send(self, kind, id=None, **fields):
        id = str(id or uuid.uuid4())
        self.send_text(json.dumps({"type": kind, "id": id} | fields))
        return id

    def send_text(self, text):
        self.connection.send(text)

    def next(self, wanted, patience=PATIENCE):
        """The first message that is `wanted`, among those that came and those to come."""
        for index, message in enumerate(self.waiting):
            if wanted(message):
                return self.waiting.pop(index)
        deadline = time.monotonic() + patience
        while True:
            text = self.connection.recv(timeout=max(0, deadline - time.monotonic()))
            self.texts.append(text)
            message = json.loads(text)
            if wanted(message):
                return message
            self.waiting.append(message)

    def ask(self, kind, id=None, **fields):
        """Sends a message and returns its reply."""
        id = self.send(kind, id, **fields)
        return self.next(lambda message: message.get("id") == id)

    def join(self, auction, **fields):
        reply = self.ask("join", auction=auction, **fields)
        assert reply["ok"], reply
        return reply

    def event(self, auction, kind=None, patience=PATIENCE):
        """The next event of a room; of a kind, when one is named."""
        return self.next(lambda message: message["type"] == "event" and message["auction"] == auction
                         and kind in (None, message["kind"]), patience)

    def events(self, auction, until):
        """The events of a room up to the one with the sequence number `until`."""
        events = []
        while not events or events[-1]["seq"] < until:
            events.append(self.event(auction))
        return events

    def error(self):
        return self.next(lambda message: message["type"] == "error")

    def ping(self):
        """A way there and back: all that was sent before has been handled."""
        assert self.ask("ping")["type"] == "pong"

    def closed_with(self):
        """Waits for the server to close, and returns the code."""
        try:
            while True:
                self.texts.append(self.connection.recv(timeout=PATIENCE))
        except ConnectionClosed:
            return self.connection.close_code

    def close(self):
        self.connection.close()


def gapless(events, after=None):
    """Whether sequence numbers rise by exactly one, from `after` on when given."""
    numbers = [event["seq"] for event in events]
    first = numbers[0] if numbers and after is None else (after or 0) + 1
    return numbers == list(range(first, first + len(numbers)))
