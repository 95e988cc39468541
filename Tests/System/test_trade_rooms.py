"""The trade's room on sockets: both sides, in all their tabs on every gateway, see the same in the same order."""
import concurrent.futures
import uuid

import pytest

from clients.accounts import Visitor
from clients.http import expect
from clients.notices import Bells
from clients.realtime import gapless
from clients.trades import Deal, trades


@pytest.fixture
def deal(service):
    return Deal(service)


def test_a_message_reaches_all_tabs_of_both(service, connect, deal):
    stranger = connect(Visitor(service).sign_up().token)
    bells = [Bells(service, connect, person) for person in deal.sides]
    by_http = deal.post(deal.seller, "by HTTP")
    reply = bells[1].sockets[0].ask("tradeChat", trade=deal.id, text="by socket\nin two lines")
    assert reply["ok"] and reply["message"]["author"]["id"] == deal.winner.id and reply["message"]["seq"] == 2
    for each in bells:
        assert [each.hear("trade"), each.hear("trade")] == [{"type": "trade"} | by_http, {"type": "trade"} | reply["message"]]
        each.heard_nothing("trade")
    assert deal.log(deal.seller) == [by_http, reply["message"]]
    stranger.ping()
    assert stranger.waiting == []


def test_read_marks_reach_all_tabs_of_both(service, connect, deal):
    bells = [Bells(service, connect, person) for person in deal.sides]
    for number in range(3):
        deal.post(deal.seller, f"line {number}")
    assert bells[1].sockets[0].ask("tradeRead", trade=deal.id, upTo=2)["ok"] is True
    deal.read(deal.winner, 1000)
    for each in bells:
        for up_to, unread in ((2, 1), (3, 0)):
            assert each.hear("tradeRead") == {"type": "tradeRead", "trade": deal.id, "reader": deal.winner.id, "upTo": up_to, "unreadCount": unread}
    assert deal.seen_by(deal.seller)["partnerReadUpTo"] == 3 and trades(deal.winner)["unread"] == 0


def test_keys_are_one_space_with_http(connect, deal):
    socket, id = connect(deal.seller.token), str(uuid.uuid4())
    reply = socket.ask("tradeChat", id, trade=deal.id, text="once")
    assert socket.ask("tradeChat", id, trade=deal.id, text="once") == reply
    again = deal.ask_to_post(deal.seller, "once", key=id.upper())
    assert again.status == 201 and again.json["message"] == reply["message"]
    expect(deal.ask_to_post(deal.seller, "twice", key=id), 422, "idempotency.mismatch")
    line = uuid.uuid4()
    message = deal.post(deal.seller, "by HTTP", key=line)
    assert socket.ask("tradeChat", line, trade=deal.id, text="by HTTP")["message"] == message
    assert socket.ask("tradeChat", line, trade=deal.id, text="otherwise")["code"] == "idempotency.mismatch"
    assert [entry["seq"] for entry in deal.log(deal.winner)] == [1, 2]


def test_codes_are_those_of_http(service, connect, deal):
    anonymous, stranger, seller = connect(), connect(Visitor(service).sign_up().token), connect(deal.seller.token)
    for kind, fields in (("tradeChat", {"text": "let me in"}), ("tradeRead", {"upTo": 1})):
        assert anonymous.ask(kind, trade=deal.id, **fields)["code"] == "unauthenticated"
        assert stranger.ask(kind, trade=deal.id, **fields)["code"] == "notFound"
        assert seller.ask(kind, trade=2 ** 62, **fields)["code"] == "notFound"
        for trade in (None, "1", 1.5, True, [], {}, 0, -1, 2 ** 63):
            assert seller.ask(kind, trade=trade, **fields)["code"] in ("invalid", "notFound"), trade
        assert seller.ask(kind, **fields)["code"] == "invalid"
    for text in (None, "", 5, "x" * 1001, "a\u0000b", []):
        assert seller.ask("tradeChat", trade=deal.id, text=text)["code"] == "invalid", text
    for ids in (5, ["1"], [2 ** 62], [1, 2, 3, 4, 5, 6], {}):
        assert seller.ask("tradeChat", trade=deal.id, text="x", imageIds=ids)["code"] == "invalid", ids
    for mark in (None, "1", -1, 1.5, 2 ** 63, True):
        assert seller.ask("tradeRead", trade=deal.id, upTo=mark)["code"] == "invalid", mark
    assert deal.log(deal.seller) == []


def test_what_both_write_at_once_has_one_order(service, connect, deal):
    bells = [Bells(service, connect, person) for person in deal.sides]
    sent = [(socket, socket.send("tradeChat", trade=deal.id, text=f"line {number}")) for number in range(10) for each in bells for socket in each.sockets[:2]]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        posted = list(pool.map(lambda number: deal.post(deal.sides[number % 2], f"by HTTP {number}"), range(20)))
    replies = [socket.next(lambda message: message.get("id") == id)["message"] for socket, id in sent]
    entries = deal.log(deal.seller)
    assert gapless(entries, after=0) and entries == deal.log(deal.winner) == sorted(posted + replies, key=lambda entry: entry["seq"])
    for each in bells:
        for socket in each.sockets:
            heard = [socket.next(lambda message: message["type"] == "trade") for _ in entries]
            assert sorted(heard, key=lambda entry: entry["seq"]) == [{"type": "trade"} | entry for entry in entries]
    assert (deal.seen_by(deal.seller)["unreadCount"], deal.seen_by(deal.winner)["unreadCount"]) == tuple(
        len([entry for entry in entries if entry["author"]["id"] != person.id]) for person in deal.sides)


def test_what_was_missed_is_asked_for_by_number(connect, deal):
    socket = connect(deal.winner.token)
    deal.post(deal.seller, "heard")
    last = socket.next(lambda message: message["type"] == "trade")["seq"]
    socket.close()
    missed = [deal.post(deal.seller, f"missed {number}") for number in range(3)]
    socket = connect(deal.winner.token)
    assert deal.log(deal.winner, f"after={last}") == missed
    assert deal.post(deal.seller, "heard again") == {key: value for key, value in socket.next(lambda message: message["type"] == "trade").items() if key != "type"}


def test_who_left_is_still_the_other_side(service, deal):
    deal.post(deal.seller, "before")
    assert deal.seller.call("DELETE", "/me", {"password": deal.seller.password}).status == 204
    seen = deal.seen_by(deal.winner)
    assert seen["partner"]["username"] == f"deleted-{deal.seller.id}" == seen["lastMessage"]["author"]["username"]
    assert deal.post(deal.winner, "still there?")["seq"] == 2
