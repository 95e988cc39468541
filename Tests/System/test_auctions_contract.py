"""Creating, reading and listing auctions."""
import datetime
import json
import uuid

import pytest

from clients.http import call, categories, expect, walk
from clients.service import wait_until
from clients.values import HUGE, in_future, time_of

AUCTIONS = "/api/v1/auctions"
AUCTION_FIELDS = set("""id seller title description category images estimate startPrice price bidIncrement bidCount leader
    status startsAt endsAt softCloseSeconds likeCount liked participantCount seq createdAt""".split())


def new_auction(service, **fields):
    body = {"title": "A lamp", "description": "It shines", "category": categories(service)[0], "startPrice": 5000} | fields
    return {name: value for name, value in body.items() if value is not ...}


def test_a_new_auction_starts_now_for_twenty_minutes(service, seller):
    body = new_auction(service, title="램프 💡", description="Zwei\nZeilen", estimate=90000)
    answer = seller.call("POST", AUCTIONS, body)
    assert answer.status == 201, answer
    auction = answer.json
    assert AUCTION_FIELDS <= auction.keys()
    assert {name: auction[name] for name in body} == body
    assert (auction["price"], auction["leader"], auction["bidCount"], auction["images"]) == (None, None, 0, [])
    assert (auction["liked"], auction["likeCount"], auction["participantCount"]) == (False, 0, 0)
    assert {"id", "username", "imageUrl", "mannerScore"} <= auction["seller"].keys()
    assert auction["status"] == "live" and auction["bidIncrement"] == 100
    assert time_of(auction["endsAt"]) - time_of(auction["startsAt"]) == datetime.timedelta(minutes=20)
    assert abs(time_of(auction["createdAt"]) - time_of(auction["startsAt"])) < datetime.timedelta(seconds=1)
    read = call(service, "GET", f"{AUCTIONS}/{auction['id']}").json
    assert {name: read[name] for name in body} == body and read["seller"] == auction["seller"]


def test_an_auction_may_start_later(service, seller, bidders):
    starts = in_future(hours=2)
    auction = seller.open_auction(startsAt=starts, durationMinutes=10080)
    assert (auction["status"], auction["startsAt"]) == ("upcoming", starts)
    assert time_of(auction["endsAt"]) - time_of(starts) == datetime.timedelta(minutes=10080)
    expect(bidders[0].bid(auction["id"], 1000), 409, "bid.notLive")
    assert bidders[0].say(auction["id"], "See you then").status == 201


def test_a_time_with_an_offset_is_the_same_moment(service, seller):
    moment = in_future(days=1)
    local = time_of(moment).astimezone(datetime.timezone(datetime.timedelta(hours=9))).isoformat(timespec="milliseconds")
    assert seller.open_auction(startsAt=local)["startsAt"] == moment


def test_an_upcoming_auction_starts_by_itself(service, seller, bidders, connect):
    auction = seller.open_auction(startsAt=in_future(hours=1))["id"]
    watcher = connect()
    watcher.join(auction)
    service.sql(f"UPDATE auction SET starts_at = now() + interval '200 milliseconds' WHERE id = {auction};"
                "SELECT pg_notify('auction_due', '');")
    assert watcher.event(auction, "started")
    assert call(service, "GET", f"{AUCTIONS}/{auction}").json["status"] == "live"
    assert bidders[0].bid(auction, 1000).status == 201


BAD_FIELDS = {
    "title": [..., None, "", "x", 5, True, [], {}, "x" * 101, "𝄞" * 101, "a\u0000b", "\ud800"],
    "description": [..., None, 5, [], "x" * 5001, "a\u0000b", "\udfff"],
    "category": [..., None, "", "no-such-category", 5, [], "\u0000", "x" * 10_001],
    "startPrice": [..., None, "1000", -1, 0.5, 1e12 + 0.5, 10 ** 12 + 1, 2 ** 63, 2 ** 64, HUGE, -HUGE, True, [], {}],
    "estimate": ["1000", -1, 0.5, 10 ** 12 + 1, HUGE, True, []],
    "durationMinutes": [0, 4, 10081, -5, 5.5, "20", HUGE, -HUGE, False, []],
    "softCloseSeconds": [-1, 601, 1.5, "10", HUGE, True, []],
    "startsAt": ["", "tomorrow", 5, "2026-13-01T00:00:00.000Z", "2026-02-30T00:00:00.000Z", "2000-01-01T00:00:00.000Z",
                 "99999-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "2026-11-22", [], True, HUGE],
}


@pytest.mark.parametrize("field", BAD_FIELDS)
def test_a_bad_field_is_named(service, users, field):
    for value in BAD_FIELDS[field]:
        answer = users[0].call("POST", AUCTIONS, new_auction(service, **{field: value}))
        if value in ("\ud800", "\udfff") and answer.status == 400:
            continue  # A lone surrogate is no text at all; refusing the whole body is as good.
        expect(answer, 422, "invalid")
        assert field in answer.fields, (value, answer)


def test_all_bad_fields_are_named_at_once(service, users):
    answer = expect(users[0].call("POST", AUCTIONS, new_auction(service, title="", startPrice=-1, durationMinutes=1)), 422, "invalid")
    assert answer.fields == {"title", "startPrice", "durationMinutes"}


@pytest.mark.parametrize("body", [[], "text", 5, None, True, [{}]])
def test_a_body_that_is_no_object_is_refused(users, auction, body):
    for path in (AUCTIONS, f"{AUCTIONS}/{auction}/bids", f"{AUCTIONS}/{auction}/messages"):
        answer = users[0].call("POST", path, json.dumps(body).encode())
        assert answer.status in (400, 422), answer


def test_the_bounds_themselves_are_accepted(service, users):
    for fields in ({"startPrice": 10 ** 12}, {"startPrice": 0}, {"durationMinutes": 5}, {"durationMinutes": 10080},
                   {"softCloseSeconds": 0}, {"softCloseSeconds": 600}, {"description": "x" * 5000}, {"estimate": 10 ** 12}, {"estimate": None}, {"title": "xy"}, {"title": "𝄞" * 100}):
        answer = users[0].call("POST", AUCTIONS, new_auction(service, **fields))
        assert answer.status == 201, (fields, answer)


def test_creating_twice_with_one_key_creates_once(service, users):
    key, body = uuid.uuid4(), new_auction(service)
    first, second = (users[0].call("POST", AUCTIONS, body, key=key) for _ in range(2))
    assert (first.status, first.body) == (second.status, second.body)
    other = users[1].call("POST", AUCTIONS, body, key=key)
    assert other.status == 201 and other.json["id"] != first.json["id"]
    expect(users[0].call("POST", AUCTIONS, body | {"title": "Another"}, key=key), 422, "idempotency.mismatch")
    # Without a key nothing is remembered.
    assert users[0].call("POST", AUCTIONS, body).json["id"] != users[0].call("POST", AUCTIONS, body).json["id"]


def test_a_key_is_remembered_beyond_the_start(service, seller):
    """A retry that comes after the asked start is still the same request."""
    key, starts = uuid.uuid4(), in_future(seconds=2)
    body = new_auction(service, startsAt=starts)
    first = seller.call("POST", AUCTIONS, body, key=key)
    assert first.status == 201 and first.json["status"] == "upcoming"
    wait_until(lambda: call(service, "GET", f"{AUCTIONS}/{first.json['id']}").json["status"] == "live", "the auction to start")
    again = seller.call("POST", AUCTIONS, body, key=key)
    assert (again.status, again.body) == (201, first.body)


@pytest.mark.parametrize("query", [
    "limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "limit=1.5", "limit=1e1", "limit=99999999999999999999",
    "limit= 5", "sort=best", "sort=", "status=sold", "status=", "status=LIVE", "cursor=x", "cursor=",
    "cursor=%00", "cursor=" + "A" * 3000, "cursor=MTIz", "cursor=eyJpZCI6MX0",
])
def test_a_value_out_of_range_in_a_list_is_invalid(service, query):
    answer = expect(call(service, "GET", f"{AUCTIONS}?{query.replace(' ', '%20')}"), 422, "invalid")
    assert query.split("=")[0] in answer.fields


@pytest.fixture
def several(users):
    return [users[0].open_auction(title=f"One of several {number}")["id"] for number in range(5)]


def test_a_foreign_cursor_is_invalid(service, users, several, bidders):
    for number in range(3):
        assert bidders[number].bid(several[0], 1000 + 100 * number).status == 201
    bids = call(service, "GET", f"{AUCTIONS}/{several[0]}/bids?limit=1").json["next"]
    events = call(service, "GET", f"{AUCTIONS}/{several[0]}/events?limit=1").json["next"]
    newest = call(service, "GET", f"{AUCTIONS}?limit=1").json["next"]
    ending = call(service, "GET", f"{AUCTIONS}?limit=1&sort=endingSoon").json["next"]
    assert None not in (bids, events, newest, ending)
    for query in (f"cursor={bids}", f"cursor={events}", f"cursor={ending}", f"sort=endingSoon&cursor={newest}",
                  f"status=ended&cursor={newest}"):
        answer = call(service, "GET", f"{AUCTIONS}?{query}")
        assert (answer.status, answer.code) == (422, "invalid"), (query, answer)
    for path, cursor in (("bids", newest), ("bids", events), ("messages", bids), ("messages", newest), ("events", newest)):
        expect(call(service, "GET", f"{AUCTIONS}/{several[0]}/{path}?cursor={cursor}"), 422, "invalid")
    expect(call(service, "GET", f"{AUCTIONS}/{several[1]}/bids?cursor={bids}"), 422, "invalid")


def test_the_newest_come_first_each_once_while_others_come(service, users, several):
    before = {item["id"] for item in walk(service, AUCTIONS, 100)}
    seen = [item["id"] for item in walk(service, AUCTIONS, 9, lambda page: page < 5 and users[1].open_auction())]
    assert len(seen) == len(set(seen)) and set(seen) == before
    assert seen == sorted(seen, reverse=True)
    assert seen[:5] == several[::-1]


def test_what_ends_soon_comes_first(service, users):
    for minutes in (9, 5, 7, 5, 5):
        users[0].open_auction(durationMinutes=minutes)
    query = {"status": "live", "sort": "endingSoon"}
    before = {item["id"] for item in walk(service, AUCTIONS, 100, **query)}
    items = walk(service, AUCTIONS, 4, lambda page: page < 3 and users[1].open_auction(durationMinutes=60), **query)
    ends = [item["endsAt"] for item in items]
    seen = [item["id"] for item in items]
    assert ends == sorted(ends)
    assert len(seen) == len(set(seen)) and before <= set(seen)


def test_a_list_can_be_narrowed(service, users):
    wanted = categories(service)[-1]
    later = users[0].open_auction(category=wanted, startsAt=in_future(hours=1))["id"]
    ended = users[0].open_auction(category=wanted)["id"]
    live = users[0].open_auction(category=wanted)["id"]
    service.end_auctions([ended])
    wait_until(lambda: call(service, "GET", f"{AUCTIONS}/{ended}").json["status"] == "ended", "the auction to end")
    for status, expected in (("upcoming", later), ("live", live), ("ended", ended)):
        items = walk(service, AUCTIONS, 100, status=status, category=wanted)
        assert expected in [item["id"] for item in items]
        assert {item["status"] for item in items} == {status}
        assert {item["category"] for item in items} == {wanted}


def test_items_of_a_list_are_whole_auctions_with_one_image(service, several):
    page = call(service, "GET", f"{AUCTIONS}?limit=20").json
    for item in page["items"]:
        assert AUCTION_FIELDS <= item.keys() and len(item["images"]) <= 1
    by_default = call(service, "GET", AUCTIONS).json
    assert len(by_default["items"]) <= 20
