"""A client that reads too slowly: it is spared what may be left out, and has the latest once it reads again."""
import json

from clients.frames import TEXT, RawSocket, message
from clients.presence import Onlooker, Presence
from clients.processes import gateway
from clients.realtime import gapless
from clients.service import wait_until

LINE = "𝄞" * 300


def next_message(raw):
    return json.loads(raw.read_until(TEXT))


def joined(raw, auction):
    raw.send(message("join", auction=auction))
    while (reply := next_message(raw))["type"] != "reply":
        pass
    return Presence(reply["presence"])


def clog(own, chatter, auction):
    """Says so much in the room that some of it has to wait in the gateway; how many lines."""
    lines = 0
    while own.metric("handsup_socket_queue_bytes") < 50_000:
        for _ in range(100):
            chatter.send("chat", auction=auction, text=LINE)
        chatter.ping()
        lines += 100
        assert lines < 20_000, "a slow reader's queue stays empty"
    return lines


def test_a_slow_reader_is_spared_presence_and_has_the_latest_in_the_end(service, connect, users, tmp_path):
    busy, quiet = (users[0].open_auction()["id"] for _ in range(2))
    with gateway(service, tmp_path, HANDSUP_LOOPS=1, HANDSUP_QUEUE_BYTES=2 ** 24, HANDSUP_CHATS_PER_SECOND=10 ** 6) as own:
        slow = RawSocket(service.host, own.port, receive_buffer=4096)
        presence = joined(slow, quiet)
        joined(slow, busy)
        lines = clog(own, connect(users[20].token, port=own.port), busy)
        onlooker = Onlooker(connect(port=own.port), quiet)
        staying, leaving = (Onlooker(connect(user.token, port=own.port), quiet) for user in users[21:23])
        me = staying.socket.user["id"]
        onlooker.sees({me, leaving.socket.user["id"]}, 2)
        leaving.socket.close()
        onlooker.sees({me}, 2)
        wait_until(lambda: own.metric("handsup_presence_spared_total") >= 2, "presence to be spared")
        events, told = [], []
        while (presence.count, presence.names) != (3, {me}):
            heard = next_message(slow)
            if heard["type"] == "event":
                events.append(heard)
            elif heard["type"] == "presence" and heard["auction"] == quiet:
                presence.take(heard)
                told.append(heard)
        # Before its queue was full it may have heard of itself; of the two it has the latest state alone.
        assert "users" in told[-1] and not any(each.get("joined") or each.get("left") for each in told), told
        while len(events) < lines:
            if (heard := next_message(slow))["type"] == "event":
                events.append(heard)
        assert gapless(events, after=1) and len(events) == lines, "nothing else was left out"
        slow.disappear()
