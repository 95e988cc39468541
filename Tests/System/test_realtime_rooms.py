"""Rooms on the socket: join, recovery, bids and chat, order for everybody on every gateway.

The log of an auction that starts at once begins with `started`, so what a test adds has the numbers from 2 on.
"""
import json
import random
import uuid

import pytest

from clients.http import call
from clients.realtime import gapless
from clients.rooms import log, path, read
from clients.service import wait_until
from clients.values import time_of

EVENT_FIELDS = {
    "bid": {"bidder", "amount", "price", "leader", "bidCount", "endsAt"}, "chat": {"author", "text"},
    "extended": {"endsAt"}, "ended": {"winner", "price"}, "started": set(),
}


def fill(service, auction, events):
    """Chat lines written straight into the log, for rooms with a long past."""
    service.sql(f"""
        WITH room AS (UPDATE auction SET seq = seq + {events} WHERE id = {auction} RETURNING seq - {events} AS start)
        INSERT INTO room_event (auction_id, seq, at, kind, body)
        SELECT {auction}, start + n, now(), 'chat', format('{{"type":"event","auction":{auction},"seq":%s,"at":"2026-01-01T00:00:00.000Z",'
               '"kind":"chat","author":{{"id":1,"username":"demo1","imageUrl":null,"mannerScore":50}},"text":"line"}}', start + n)
        FROM room, generate_series(1, {events}) n;""")


def test_joining_shows_the_auction_as_it_stands(service, connect, users, auction):
    users[20].bid(auction, 1000)
    reply = connect().join(auction)
    assert reply["auction"] == read(service, auction) | {"participantCount": reply["auction"]["participantCount"]}
    assert (reply["seq"], reply["recovered"], reply["events"]) == (reply["auction"]["seq"], False, [])
    assert reply["presence"] == {"count": 1, "users": []}


def test_an_unknown_auction_cannot_be_joined(connect):
    reply = connect().ask("join", auction=2 ** 62)
    assert (reply["ok"], reply["code"]) == (False, "notFound")


def test_a_bid_reaches_everybody(connect, users, auction):
    bidder, watcher = connect(users[20].token), connect()
    bidder.join(auction), watcher.join(auction)
    reply = bidder.ask("bid", auction=auction, amount=1500, maximum=9000)
    assert reply["ok"] and reply["price"] == 1500 and reply["leader"] == bidder.user and reply["outbid"] is False
    for socket in (bidder, watcher):
        event = socket.event(auction, "bid")
        assert (event["seq"], event["amount"], event["price"], event["bidCount"]) == (reply["bid"]["seq"], 1500, 1500, 1)
        assert event["bidder"] == event["leader"] == bidder.user and event["endsAt"] == reply["endsAt"]


def test_codes_are_those_of_http(connect, users, seller, auction):
    socket = connect(users[20].token)
    reply = socket.ask("bid", auction=auction, amount=999)
    assert (reply["ok"], reply["code"], reply["minimum"]) == (False, "bid.tooLow", 1000) and reply["detail"]
    assert connect(seller.token).ask("bid", auction=auction, amount=1000)["code"] == "bid.ownAuction"


def test_the_same_id_gets_the_same_reply(service, connect, users, auction):
    first, second = connect(users[20].token), connect(users[20].token)
    for kind, fields in (("bid", {"amount": 1000}), ("chat", {"text": "once"})):
        id = uuid.uuid4()
        reply = first.ask(kind, id, auction=auction, **fields)
        assert reply["ok"] and users[21].say(auction, "in between").status == 201
        assert first.ask(kind, id, auction=auction, **fields) == reply
        assert second.ask(kind, id, auction=auction, **fields) == reply
        other = {"amount": 1800} if kind == "bid" else {"text": "twice"}
        assert second.ask(kind, id, auction=auction, **other)["code"] == "idempotency.mismatch"
    assert [event["kind"] for event in log(service, auction)] == ["started", "bid", "chat", "chat", "chat"]


def test_one_id_on_two_sockets_at_once_counts_once(service, connect, users, auction):
    sockets = [connect(users[20].token, port=service.port_of(name)) for name in service.names("gateway")] * 3
    id = uuid.uuid4()
    for socket in sockets:
        socket.send("chat", id, auction=auction, text="once")
    replies = [socket.next(lambda message: message.get("id") == str(id)) for socket in sockets]
    assert all(reply == replies[0] and reply["ok"] for reply in replies)
    assert read(service, auction)["seq"] == 2


def test_leaving_ends_the_events(connect, users, auction):
    socket = connect()
    socket.join(auction)
    assert socket.ask("leave", auction=auction)["ok"] is True
    assert socket.ask("leave", auction=auction)["ok"] is True
    assert users[20].say(auction, "unheard").status == 201
    socket.ping()
    reply = socket.join(auction)
    assert reply["seq"] == 2 and not [message for message in socket.waiting if message["type"] == "event"]
    assert users[20].say(auction, "heard").status == 201
    assert socket.event(auction)["seq"] == 3


def test_joining_twice_is_one_subscription(connect, users, auction):
    socket = connect()
    socket.join(auction), socket.join(auction)
    users[20].say(auction, "one"), users[20].say(auction, "two")
    assert gapless(socket.events(auction, 3), after=1)
    socket.ping()
    assert not [message for message in socket.waiting if message["type"] == "event"]


def test_joining_twice_at_once_is_one_subscription(connect, users, auction):
    for _ in range(5):
        socket = connect()
        ids = [socket.send("join", auction=auction) for _ in range(5)]
        assert all(socket.next(lambda message: message.get("id") == id)["ok"] for id in ids)
        placed = users[20].say(auction, "once")
        assert socket.event(auction)["seq"] == placed.json["message"]["seq"]
        socket.ping()
        assert not [message for message in socket.waiting if message["type"] == "event"]


def test_leaving_right_after_joining_leaves(connect, users, auction):
    for _ in range(5):
        socket = connect()
        ids = [socket.send(kind, auction=auction) for kind in ("join", "leave")]
        assert all(socket.next(lambda message: message.get("id") == id)["ok"] for id in ids)
        assert users[20].say(auction, "unheard").status == 201
        connect().join(auction)
        socket.ping()
        assert not [message for message in socket.waiting if message["type"] == "event"]


def test_sixty_joins_at_once_are_all_answered_and_fifty_taken(users, connect):
    auctions = [users[number % 10].open_auction()["id"] for number in range(60)]
    socket = connect()
    ids = [socket.send("join", auction=auction) for auction in auctions]
    replies = [socket.next(lambda message: message.get("id") == id) for id in ids]
    assert [reply["ok"] for reply in replies].count(True) == 50
    assert {reply["code"] for reply in replies if not reply["ok"]} == {"rooms.tooMany"}


def test_a_socket_holds_at_most_50_rooms(service, users, connect):
    auctions = [users[number % 10].open_auction()["id"] for number in range(51)]
    socket = connect()
    for auction in auctions[:50]:
        socket.join(auction)
    reply = socket.ask("join", auction=auctions[50])
    assert reply["ok"] is False and reply["code"] and reply["detail"]
    assert socket.ask("join", auction=auctions[0])["ok"] is True
    assert socket.ask("leave", auction=auctions[0])["ok"] is True
    socket.join(auctions[50])
    users[20].say(auctions[25], "all rooms are heard"), users[20].say(auctions[50], "the last too")
    assert socket.event(auctions[25]) and socket.event(auctions[50])


def test_recovery_has_all_or_nothing(service, connect, users, auction):
    fill(service, auction, 1000)
    assert users[20].say(auction, "the 1002nd").status == 201
    whole = log(service, auction)
    assert gapless(whole, after=0) and len(whole) == 1002
    socket = connect()
    for after in (2, 3, 900, 1001, 1002):
        reply = socket.join(auction, after=after)
        assert reply["recovered"] is True and reply["seq"] == 1002 and reply["events"] == whole[after:], after
    for after in (0, 1, 1003, 2 ** 53):
        reply = socket.join(auction, after=after)
        assert (reply["recovered"], reply["events"], reply["seq"]) == (False, [], 1002), after
        assert reply["auction"]["seq"] == 1002
    assert socket.ask("join", auction=auction, after=-1)["code"] == "invalid"
    assert users[20].say(auction, "the 1003rd").status == 201
    assert socket.event(auction)["seq"] == 1003


def test_a_young_room_is_recovered_from_its_start(service, connect, users, auction):
    users[20].say(auction, "one"), users[20].say(auction, "two")
    reply = connect().join(auction, after=0)
    assert reply["recovered"] is True and reply["events"] == log(service, auction) and len(reply["events"]) == 3


def test_events_are_the_bytes_of_the_log(service, connect, users, seller):
    auction = seller.open_auction(softCloseSeconds=30)["id"]
    sockets = [connect(port=service.port_of(name)) for name in service.names("gateway")]
    for socket in sockets:
        socket.join(auction)
    users[20].bid(auction, 1000, maximum=5000), users[21].bid(auction, 2000), users[22].say(auction, '한글 "</script>" 👋 \\ \u2028')
    service.end_auctions([auction], seconds=5)
    users[23].bid(auction, 7000)
    service.end_auctions([auction])
    last = sockets[0].event(auction, "ended")["seq"]
    sockets[1].event(auction, "ended")
    body = call(service, "GET", path(auction, "events?limit=100")).body.decode()
    for socket in sockets:
        texts = [text for text in socket.texts if '"type":"event"' in text]
        assert gapless([json.loads(text) for text in texts], after=1) and len(texts) == last - 1
        assert all(text in body for text in texts)
        assert not [text for text in socket.texts if "maximum" in text or "9000" in text]
    for event in log(service, auction):
        assert event.keys() >= {"type", "auction", "seq", "at", "kind"} | EVENT_FIELDS[event["kind"]] and time_of(event["at"])
    assert {event["kind"] for event in log(service, auction)} >= {"bid", "chat", "extended", "ended"}


def test_a_beaten_bid_shows_its_amount_the_new_price_and_the_old_leader(connect, users, auction):
    watcher = connect()
    watcher.join(auction)
    first = users[20].bid(auction, 1000, maximum=5000).json
    users[21].bid(auction, 3000)
    watcher.event(auction, "bid")
    event = watcher.event(auction, "bid")
    assert (event["amount"], event["price"], event["leader"]) == (3000, 3100, first["leader"])
    assert event["bidder"] != first["leader"]


def test_a_raised_maximum_makes_no_event(service, connect, users, auction):
    socket = connect(users[20].token)
    socket.join(auction)
    first = socket.ask("bid", auction=auction, amount=1000, maximum=5000)
    raised = socket.ask("bid", auction=auction, amount=1100, maximum=8000)
    assert raised["ok"] and (raised["price"], raised["bid"]) == (1000, first["bid"])
    users[21].say(auction, "next")
    assert [socket.event(auction)["kind"] for _ in range(2)] == ["bid", "chat"]
    assert read(service, auction)["seq"] == 3


def test_a_late_bid_tells_everybody_the_new_end(service, connect, users, seller):
    auction = seller.open_auction(softCloseSeconds=60)["id"]
    watcher = connect()
    watcher.join(auction)
    service.end_auctions([auction], seconds=30)
    placed = users[20].bid(auction, 1000).json
    assert watcher.event(auction, "extended")["endsAt"] == placed["endsAt"]
    assert watcher.event(auction, "bid")["endsAt"] == placed["endsAt"]


def test_the_end_tells_the_winner(service, connect, users, auction):
    watcher = connect(users[21].token)
    watcher.join(auction)
    leader = users[20].bid(auction, 2500).json["leader"]
    service.end_auctions([auction])
    ended = watcher.event(auction, "ended")
    assert (ended["winner"], ended["price"]) == (leader, 2500)
    assert watcher.ask("bid", auction=auction, amount=5000)["code"] == "bid.ended"
    assert watcher.join(auction)["auction"]["status"] == "ended"


@pytest.mark.parametrize("round", range(2))
def test_all_see_the_same_in_the_same_order_on_every_gateway(service, connect, users, auction, round):
    seed = random.randrange(2 ** 32)
    print("seed", seed)
    dice = random.Random(seed)
    ports = [service.port_of(name) for name in service.names("gateway")]
    actors = [connect(users[20 + number].token, port=ports[number % len(ports)]) for number in range(8)]
    watchers = [connect(port=ports[number % len(ports)]) for number in range(12)]
    joined = {socket: socket.join(auction)["seq"] for socket in actors + watchers[:6]}
    sent = []
    for step in range(60):
        socket = dice.choice(actors)
        fields = {"text": f"line {step}"} if dice.random() < 0.5 else {"amount": 1000 + 100 * dice.randrange(step, step + 20)}
        sent.append((socket, socket.send("chat" if "text" in fields else "bid", auction=auction, **fields)))
        if step % 10 == 5:
            late = watchers[6 + step // 10]
            joined[late] = late.join(auction)["seq"]
    replies = [socket.next(lambda message: message.get("id") == id) for socket, id in sent]
    accepted = [reply for reply in replies if reply["ok"]]
    last = read(service, auction)["seq"]
    whole = log(service, auction)
    assert len(whole) == last == len(accepted) + 1 and gapless(whole, after=0)
    assert sorted((reply.get("bid") or reply["message"])["seq"] for reply in accepted) == list(range(2, last + 1))
    for socket, after in joined.items():
        if after < last:
            assert socket.events(auction, last) == whole[after:]
