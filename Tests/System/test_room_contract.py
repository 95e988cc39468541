"""Bids, chat and the log of a room by HTTP."""
import uuid

import pytest

from clients.http import call, expect, walk
from clients.realtime import gapless
from clients.rooms import log, path, read
from clients.service import wait_until
from clients.values import HUGE, in_future, time_of

PROFILE = {"id", "username", "imageUrl", "mannerScore"}


def ended(service, auction):
    service.end_auctions([auction])
    wait_until(lambda: read(service, auction)["status"] == "ended", f"auction {auction} to end")


def test_a_bid_leads(service, auction, bidders):
    answer = bidders[0].bid(auction, 1000)
    assert answer.status == 201, answer
    placed = answer.json
    assert placed.keys() >= {"bid", "price", "leader", "endsAt", "outbid"}
    assert placed["bid"].keys() >= {"auction", "seq", "bidder", "amount", "at"}
    assert placed["bid"]["bidder"].keys() >= PROFILE and placed["leader"] == placed["bid"]["bidder"]
    assert (placed["bid"]["auction"], placed["bid"]["amount"], placed["price"], placed["outbid"]) == (auction, 1000, 1000, False)
    state = read(service, auction)
    assert (state["price"], state["leader"], state["bidCount"]) == (1000, placed["leader"], 1)
    assert state["seq"] == placed["bid"]["seq"] and state["endsAt"] == placed["endsAt"]
    assert time_of(placed["bid"]["at"]) < time_of(placed["endsAt"])
    assert call(service, "GET", path(auction, "bids")).json == {"items": [placed["bid"]], "next": None}


def test_a_bid_below_the_increment_is_too_low(auction, bidders):
    assert expect(bidders[0].bid(auction, 999), 409, "bid.tooLow").json["minimum"] == 1000
    assert bidders[0].bid(auction, 1000).status == 201
    for amount in (0, 1, 1000, 1099):
        assert expect(bidders[1].bid(auction, amount), 409, "bid.tooLow").json["minimum"] == 1100
    assert bidders[1].bid(auction, 1100).status == 201


@pytest.mark.parametrize("price, increment", [(9_999, 100), (10_000, 500), (99_999, 500), (100_000, 1_000), (999_999, 1_000),
                                              (1_000_000, 10_000), (9_999_999, 10_000), (10_000_000, 100_000)])
def test_increments_grow_with_the_price(service, auction, bidders, price, increment):
    assert bidders[0].bid(auction, price).status == 201
    assert read(service, auction)["bidIncrement"] == increment
    assert expect(bidders[1].bid(auction, price + increment - 1), 409, "bid.tooLow").json["minimum"] == price + increment
    assert bidders[1].bid(auction, price + increment).status == 201


def test_an_odd_amount_above_the_minimum_is_fine(auction, bidders):
    assert bidders[0].bid(auction, 1001).status == 201
    assert bidders[1].bid(auction, 10 ** 12).status == 201


def test_sellers_do_not_bid_on_their_own(seller, auction):
    expect(seller.bid(auction, 1000), 403, "bid.ownAuction")
    assert seller.say(auction, "Feel free to ask").status == 201


def test_the_leader_may_raise_the_own_bid(service, auction, bidders):
    assert bidders[0].bid(auction, 1000).status == 201
    answer = bidders[0].bid(auction, 2000)
    assert answer.status == 201 and answer.json["price"] >= 1000


def test_a_standing_maximum_answers_for_its_bidder(service, auction, bidders):
    assert bidders[0].bid(auction, 1000, maximum=5000).json["price"] == 1000
    beaten = bidders[1].bid(auction, 3000)
    assert beaten.status == 201 and beaten.json["outbid"] is True
    assert beaten.json["price"] == 3100 and beaten.json["leader"]["id"] != beaten.json["bid"]["bidder"]["id"]
    # Equal maxima: the earlier leads, at that price.
    tie = bidders[2].bid(auction, 3200, maximum=5000)
    assert tie.status == 201 and tie.json["outbid"] is True and tie.json["price"] == 5000
    won = bidders[3].bid(auction, 5100, maximum=9000).json
    assert (won["outbid"], won["price"]) == (False, 5100)


def test_a_winning_proxy_bid_shows_the_least_that_wins(auction, bidders):
    assert bidders[0].bid(auction, 1000, maximum=5000).status == 201
    won = bidders[1].bid(auction, 1100, maximum=9000).json
    assert (won["price"], won["bid"]["amount"], won["outbid"]) == (5100, 5100, False)


def test_raising_ones_own_maximum_moves_nothing(service, auction, bidders):
    first = bidders[0].bid(auction, 1000, maximum=5000).json
    before = read(service, auction)
    again = bidders[0].bid(auction, 1100, maximum=8000)
    assert again.status == 201 and again.json["price"] == first["price"] and again.json["bid"] == first["bid"]
    assert read(service, auction) == before
    assert bidders[1].bid(auction, 6000).json["outbid"] is True


def test_a_maximum_is_never_shown(service, auction, bidders):
    secret = 7_654_321
    answers = [bidders[0].bid(auction, 1000, maximum=secret), bidders[1].bid(auction, 2000)]
    answers += [call(service, "GET", path(auction, noun)) for noun in ("", "bids", "events", "messages")]
    answers += [call(service, "GET", "/api/v1/auctions")]
    for answer in answers[1:]:
        assert b"7654321" not in answer.body and b"maximum" not in answer.body


BAD_MONEY = ["1000", -1, 1000.5, 10 ** 12 + 1, 2 ** 63 - 1, 2 ** 63, 2 ** 64 + 1000, HUGE, -HUGE, True, [], {}]


def test_a_bad_amount_is_named(auction, users):
    for amount in [..., None, *BAD_MONEY]:
        body = {} if amount is ... else {"amount": amount}
        assert "amount" in expect(users[-1].call("POST", path(auction, "bids"), body), 422, "invalid").fields, amount
    for maximum in [*BAD_MONEY, 1999]:
        answer = expect(users[-1].call("POST", path(auction, "bids"), {"amount": 2000, "maximum": maximum}), 422, "invalid")
        assert "maximum" in answer.fields, maximum


def test_a_whole_number_may_be_written_in_many_ways(auction, bidders):
    for text in (b'{"amount":1e3}', b'{"amount":2000.0}', b'{"amount":3E+3,"maximum":null}', b'{"amount":4000,"amount":5000}'):
        answer = bidders[0].call("POST", path(auction, "bids"), text)
        assert answer.status in (201, 400, 409, 422), answer
    for text in (b'{"amount":1e400}', b'{"amount":-0.0000001}', b'{"amount":' + b"9" * 5000 + b"}"):
        answer = bidders[0].call("POST", path(auction, "bids"), text)
        assert answer.status in (400, 422), answer


def test_nothing_is_accepted_after_the_end(service, seller, bidders):
    auction = seller.open_auction()["id"]
    placed = bidders[0].bid(auction, 1000, key=(key := uuid.uuid4()))
    ended(service, auction)
    expect(bidders[1].bid(auction, 2000), 409, "bid.ended")
    # The same request again is no new bid.
    again = bidders[0].bid(auction, 1000, key=key)
    assert (again.status, again.body) == (201, placed.body)
    last = log(service, auction)[-1]
    assert (last["kind"], last["winner"], last["price"]) == ("ended", placed.json["leader"], 1000)
    assert read(service, auction)["price"] == 1000


def test_without_a_bid_nobody_wins(service, auction):
    ended(service, auction)
    last = log(service, auction)[-1]
    assert (last["kind"], last["winner"], last["price"]) == ("ended", None, None)


def test_a_late_bid_moves_the_end(service, seller, bidders):
    auction = seller.open_auction(softCloseSeconds=60)["id"]
    service.end_auctions([auction], seconds=20)
    before = read(service, auction)["endsAt"]
    placed = bidders[0].bid(auction, 1000).json
    assert placed["endsAt"] > before and read(service, auction)["endsAt"] == placed["endsAt"]
    assert (time_of(placed["endsAt"]) - time_of(placed["bid"]["at"])).total_seconds() == 60
    kinds = [(event["kind"], event.get("endsAt")) for event in log(service, auction)]
    assert ("extended", placed["endsAt"]) in kinds


def test_an_early_bid_does_not_move_the_end(service, seller, bidders):
    auction = seller.open_auction(softCloseSeconds=60)
    assert bidders[0].bid(auction["id"], 1000).json["endsAt"] == auction["endsAt"]
    assert [event["kind"] for event in log(service, auction["id"])] == ["started", "bid"]


@pytest.mark.parametrize("noun, good, other", [("bids", {"amount": 1500}, {"amount": 1600}), ("messages", {"text": "one"}, {"text": "two"})])
def test_the_same_key_answers_the_same(service, auction, bidders, noun, good, other):
    key, to = uuid.uuid4(), path(auction, noun)
    first = bidders[0].call("POST", to, good, key=key)
    assert first.status == 201, first
    length = len(log(service, auction))
    assert bidders[1].bid(auction, 9000).status == 201
    for spelling in (key, str(key).upper()):
        again = bidders[0].call("POST", to, good, key=spelling)
        assert (again.status, again.body) == (201, first.body)
    expect(bidders[0].call("POST", to, other, key=key), 422, "idempotency.mismatch")
    assert len(log(service, auction)) == length + 1
    # A key belongs to its user.
    assert bidders[2].call("POST", to, {"amount": 20000, "text": "mine"}, key=key).status == 201


@pytest.mark.parametrize("key", ["1", "x", "not-a-uuid", "00000000-0000-0000-0000-00000000000", "{%s}" % uuid.uuid4(),
                                 uuid.uuid4().hex + "0", "g" * 36, "x" * 3000, f"{uuid.uuid4()},{uuid.uuid4()}"])
def test_a_key_that_is_no_uuid_is_invalid(auction, bidders, key):
    expect(bidders[0].bid(auction, 1000, key=key), 422, "invalid")
    expect(bidders[0].call("POST", path(auction, "messages"), {"text": "hi"}, key=key), 422, "invalid")
    expect(bidders[0].call("POST", "/api/v1/auctions", {}, key=key), 422, "invalid")


def test_without_a_key_nothing_is_remembered(service, auction, bidders):
    seqs = {bidders[0].call("POST", path(auction, "messages"), {"text": "same"}).json["message"]["seq"] for _ in range(3)}
    assert len(seqs) == 3


def test_keys_are_one_space_with_the_socket(service, auction, bidders, connect):
    socket = connect(bidders[0].token)
    key = uuid.uuid4()
    reply = socket.ask("bid", str(key).upper(), auction=auction, amount=1000)
    assert reply["ok"], reply
    by_http = bidders[0].bid(auction, 1000, key=key)
    assert by_http.status == 201 and by_http.json["bid"] == reply["bid"]
    expect(bidders[0].bid(auction, 1100, key=key), 422, "idempotency.mismatch")
    line = uuid.uuid4()
    said = bidders[0].say(auction, "by HTTP", key=line).json
    assert socket.ask("chat", line, auction=auction, text="by HTTP")["message"] == said["message"]
    assert socket.ask("chat", line, auction=auction, text="otherwise")["code"] == "idempotency.mismatch"
    assert read(service, auction)["seq"] == 3


def test_a_message_is_kept_as_it_was_written(service, auction, bidders):
    for text in ("안녕하세요 👋🏽", "<script>alert(1)</script>", 'quotes " and \\ and \u2028 and \u202e', "a\nb\tc", "'; DROP TABLE bid; --",
                 "x", "𝄞" * 300, "e\u0301" * 150, "%00 %s {0} ${x} \\u0000"):
        answer = bidders[0].say(auction, text)
        assert answer.status == 201, (text, answer)
        assert answer.json["message"]["text"] == text
        assert call(service, "GET", path(auction, "messages?limit=1")).json["items"] == [answer.json["message"]]
    assert answer.json["message"].keys() >= {"auction", "seq", "author", "text", "at"}


@pytest.mark.parametrize("text", [..., None, "", 5, True, [], {}, "x" * 301, "𝄞" * 301, "e\u0301" * 151, "a\u0000b", "\ud83d"])
def test_a_bad_text_is_named(auction, users, text):
    answer = users[-1].call("POST", path(auction, "messages"), {} if text is ... else {"text": text})
    if text == "\ud83d" and answer.status == 400:
        return
    assert "text" in expect(answer, 422, "invalid").fields


def test_walks_see_each_item_once_while_others_come(service, auction, bidders):
    for number in range(9):
        assert bidders[number].bid(auction, 1000 + 100 * number).status == 201
        assert bidders[number].say(auction, f"line {number}").status == 201
    for noun in ("bids", "messages"):
        before = [item["seq"] for item in walk(service, path(auction, noun), 100)]
        grow = {"bids": lambda page: bidders[page].bid(auction, 10_000 * page), "messages": lambda page: bidders[page].say(auction, "more")}
        seen = [item["seq"] for item in walk(service, path(auction, noun), 2, grow[noun])]
        assert seen == before == sorted(before, reverse=True) and len(seen) >= 9
    events = walk(service, path(auction, "events"), 4, lambda page: page < 3 and bidders[0].say(auction, "and more"))
    assert gapless(events, after=0) and len(events) == read(service, auction)["seq"]


def test_the_log_can_be_read_from_anywhere(service, auction, bidders):
    for number in range(6):
        assert bidders[0].say(auction, str(number)).status == 201
    whole = log(service, auction)
    for after in (0, 1, 3, 6, 1000, 2 ** 62):
        items = call(service, "GET", path(auction, f"events?after={after}&limit=100")).json["items"]
        assert items == [event for event in whole if event["seq"] > after]
    for after in (-1, "x", "", 1.5, 2 ** 63, 2 ** 80):
        assert "after" in expect(call(service, "GET", path(auction, f"events?after={after}")), 422, "invalid").fields
    for noun in ("bids", "messages", "events"):
        for query in ("limit=0", "limit=101", "limit=x", "cursor=x"):
            expect(call(service, "GET", path(auction, f"{noun}?{query}")), 422, "invalid")


def test_an_upcoming_auction_has_an_empty_log(service, seller):
    auction = seller.open_auction(startsAt=in_future(hours=3))
    assert auction["seq"] == 0 and log(service, auction["id"]) == []
