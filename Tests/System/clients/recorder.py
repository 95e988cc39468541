"""A client that misses nothing, as docs/realtime.md advises, over as many sockets as it takes. It keeps every frame.

What the server promises is checked as it comes (`flaws`), and over many recorders at the end (`check`).
"""
import asyncio
import contextlib
import json
import random
import socket
import struct
import uuid

import websockets.asyncio.client
from websockets.exceptions import InvalidHandshake, InvalidMessage, WebSocketException

from .presence import Presence
from .rooms import log

LOST = (OSError, EOFError, TimeoutError, WebSocketException, InvalidHandshake, InvalidMessage)
SILENCE = 5  # seconds without a reply after which a client connects anew and asks again
RESET = struct.pack("ii", 1, 0)


class Recorder:
    def __init__(self, service, rooms=(), token=None, port=None):
        self.service, self.token, self.port = service, token, port
        self.events = {auction: [] for auction in rooms}  # of each room all, from the first
        self.presence = {}
        self.personal = []  # notifications, trades and read marks
        self.frames, self.flaws = [], []
        self.returns, self.moves = 0, 0
        self.unanswered = {}  # message and its future, by id: what is said again on the next socket
        self.is_over = False
        self.connection = None
        self._forget_socket()

    def _forget_socket(self):
        self.asked, self.joined, self.user, self.is_ready = {}, set(), None, False

    # Its life

    async def run(self):
        while not self.is_over:
            with contextlib.suppress(*LOST):
                async with self._connecting() as self.connection:
                    self._forget_socket()
                    await self._live()
            self.connection, self.is_ready = None, False
            if not self.is_over:
                self.returns += 1
                await asyncio.sleep(random.uniform(0.05, 0.3))

    def _connecting(self):
        return websockets.asyncio.client.connect(
            f"ws://{self.service.host}:{self.port or self.service.port}/realtime", subprotocols=["handsup.v1"], compression=None,
            proxy=None, open_timeout=SILENCE, close_timeout=1, ping_interval=None, max_size=None, max_queue=None)

    async def _live(self):
        reading = asyncio.create_task(self._read(self.connection))
        try:
            if self.token:
                self.user = (await self._ask("auth", token=self.token))["user"]
            await asyncio.gather(*(self._ask("join", auction=auction, after=len(events)) for auction, events in self.events.items()))
            self.is_ready = True
            for message, _ in list(self.unanswered.values()):
                await self._send(message)
            await reading
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _send(self, message):
        self.asked.setdefault(message["id"], (message, None))
        await self.connection.send(json.dumps(message))

    async def _ask(self, kind, **fields):
        """What belongs to this socket alone. Refused, it is tried again on the next one."""
        message = {"type": kind, "id": str(uuid.uuid4())} | fields
        self.asked[message["id"]] = (message, reply := asyncio.get_running_loop().create_future())
        await self.connection.send(json.dumps(message))
        reply = await asyncio.wait_for(reply, SILENCE)
        if not reply["ok"]:
            raise EOFError(f"{kind}: {reply['code']}")
        return reply

    async def ask(self, kind, id=None, **fields):
        """Says it until there is a reply, on whichever socket, always with the same id; the reply."""
        message = {"type": kind, "id": id or str(uuid.uuid4())} | fields
        reply = asyncio.get_running_loop().create_future()
        self.unanswered[message["id"]] = (message, reply)
        if self.is_ready:
            with contextlib.suppress(*LOST):
                await self._send(message)
        while True:
            try:
                return await asyncio.wait_for(asyncio.shield(reply), SILENCE)
            except TimeoutError:
                self.cut()

    def cut(self):
        """Resets the connection, as a network does that is gone: no close frame, not even an end of TCP."""
        transport = self.connection and self.connection.transport
        if transport and (raw := transport.get_extra_info("socket")):
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            transport.abort()

    def stop(self):
        self.is_over = True
        self._leave()

    def _leave(self):
        if self.connection:
            return asyncio.ensure_future(self.connection.close())

    # What comes

    async def _read(self, connection):
        try:
            async for text in connection:
                self.frames.append(text)
                self._take(json.loads(text))
        finally:
            for _, waiting in self.asked.values():
                if waiting and not waiting.done():
                    waiting.set_exception(EOFError("the socket was closed"))

    def _take(self, message):
        kind = message["type"]
        if kind == "event":
            self._event(message)
        elif kind == "reply":
            self._reply(message)
        elif kind == "presence":
            if message["auction"] in self.joined:
                self.presence[message["auction"]].take(message)
            else:
                self.flaws.append(f"presence of a room that was not joined: {message}")
        elif kind == "reconnect":
            self.moves += 1
            connection = self.connection
            asyncio.get_running_loop().call_later(message["afterMs"] / 1000, lambda: connection is self.connection and self._leave())
        elif kind in ("notification", "notificationsRead", "trade", "tradeRead"):
            self.personal.append(message)
        elif kind != "hello":
            self.flaws.append(f"a message that nobody asked for: {message}")

    def _event(self, event, is_replayed=False):
        room = self.events[event["auction"]]
        if event["seq"] != len(room) + 1:
            self.flaws.append(f"event {event['seq']} after {len(room)} in {event['auction']}")
        if not is_replayed and event["auction"] not in self.joined:
            self.flaws.append(f"event {event['seq']} before the reply to join {event['auction']}")
        room.append(event)

    def _reply(self, reply):
        message, waiting = self.asked.pop(reply["id"], (None, None))
        if not message:
            self.flaws.append(f"a second reply, or one to nothing: {reply}")
            return
        if message["type"] == "join" and reply["ok"]:
            self._joined(message, reply)
        if not waiting:
            _, waiting = self.unanswered.pop(reply["id"])
        waiting.done() or waiting.set_result(reply)

    def _joined(self, message, reply):
        auction = message["auction"]
        if not reply["recovered"]:
            self.flaws.append(f"no recovery of {auction} after {message['after']}")
        for event in reply["events"]:
            self._event(event, is_replayed=True)
        if reply["seq"] != len(self.events[auction]):
            self.flaws.append(f"recovered up to {len(self.events[auction])} of {reply['seq']} in {auction}")
        self.presence[auction] = Presence(reply["presence"])
        self.joined.add(auction)


@contextlib.asynccontextmanager
async def recording(*recorders):
    """Lets recorders run meanwhile; they leave in the end."""
    tasks = [asyncio.create_task(recorder.run()) for recorder in recorders]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for recorder in recorders:
            recorder.stop()
        done, late = await asyncio.wait(tasks, timeout=10)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def until(condition, what, seconds=40):
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"waited {seconds} s in vain for: {what}") from None


def check(service, recorders):
    """Each saw all events of its rooms, those that the database has, once and in order; and all was answered once."""
    logs = {auction: log(service, auction) for auction in {auction for recorder in recorders for auction in recorder.events}}
    for recorder in recorders:
        assert not recorder.flaws, recorder.flaws[:3]
        assert not recorder.unanswered, list(recorder.unanswered.values())[:3]
        for auction, events in recorder.events.items():
            assert events == logs[auction], f"{len(events)} events of {len(logs[auction])}"
    return logs
