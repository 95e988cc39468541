"""Editing and withdrawing an auction before it starts, and nothing of it afterwards."""
import concurrent.futures
import contextlib
import datetime

import pytest

from clients.accounts import Visitor
from clients.http import call, expect, walk
from clients.market import AUCTIONS, add_pictures, end_as_planned
from clients.rooms import log, read
from clients.service import wait_until
from clients.values import in_future, time_of


@pytest.fixture
def auction(member):
    """The id of an auction of the member's that starts in an hour."""
    return member.open_auction(title="Before the change", startsAt=in_future(hours=1), estimate=5000)


def edit(person, auction, **fields):
    return person.call("PATCH", f"/auctions/{auction}", fields)


def cancel(person, auction):
    return person.call("DELETE", f"/auctions/{auction}")


@pytest.mark.parametrize("fields", [
    {"title": "바뀐 제목"}, {"description": "Another\ntext"}, {"category": "sports"}, {"estimate": 7000}, {"estimate": None}, {"startPrice": 0},
    {"softCloseSeconds": 600}, {"title": "가" * 100, "description": "", "estimate": 0, "startPrice": 9_999}, {}, {"unknown": 5}, {"title": None, "startPrice": None},
])
def test_what_is_told_changes_and_all_else_stays(service, member, auction, fields):
    before = read(service, auction)
    answer = edit(member, auction, **fields)
    assert answer.status == 200, answer
    told = {name: value for name, value in fields.items() if name in before and (value is not None or name == "estimate")}
    assert answer.json == before | told == read(service, auction)


def test_start_and_duration_change_apart(service, member, auction):
    before = read(service, auction)
    longer = edit(member, auction, durationMinutes=60).json
    assert longer["startsAt"] == before["startsAt"]
    assert time_of(longer["endsAt"]) - time_of(longer["startsAt"]) == datetime.timedelta(hours=1)
    starts = in_future(days=2)
    later = edit(member, auction, startsAt=starts).json
    assert later["startsAt"] == starts and time_of(later["endsAt"]) - time_of(starts) == datetime.timedelta(hours=1)


def test_a_start_of_now_starts_it(service, member, auction, connect):
    socket = connect()
    socket.join(auction)
    answer = edit(member, auction, startsAt=in_future(seconds=-5))
    assert answer.status == 200, answer
    assert socket.event(auction, "started")
    assert read(service, auction)["status"] == "live"


def test_pictures_are_added_ordered_and_taken_away(service, member, auction):
    pictures = add_pictures(service, member.id, 4)
    for asked in (pictures[:2], pictures[3:0:-1], [pictures[2], pictures[3]], []):
        answer = edit(member, auction, imageIds=[picture["id"] for picture in asked])
        assert answer.status == 200 and answer.json["images"] == asked == read(service, auction)["images"]
    edit(member, auction, imageIds=[pictures[0]["id"]])
    assert edit(member, auction, title="Another").json["images"] == pictures[:1]


@pytest.mark.parametrize("field, value, code", [
    ("title", "x", "length"), ("title", 5, "type"), ("description", "x" * 5001, "length"), ("category", "no-such", "unknown"), ("startPrice", -1, "range"),
    ("estimate", 0.5, "type"), ("startsAt", "soon", "format"), ("startsAt", in_future(days=31), "range"), ("durationMinutes", 4, "range"),
    ("softCloseSeconds", 601, "range"), ("imageIds", [1, 1], "range"), ("imageIds", [2 ** 62], "unknown"),
])
def test_a_mistake_is_named_and_changes_nothing(service, member, auction, field, value, code):
    before = read(service, auction)
    answer = edit(member, auction, **{"description": "Changed", field: value})
    assert expect(answer, 422, "invalid").mistakes == {field: code}
    assert read(service, auction) == before


def test_bodies_that_are_none_change_nothing(service, member, auction):
    path, before = f"/auctions/{auction}", read(service, auction)
    expect(member.call("PATCH", path, b"{"), 400, "malformed")
    expect(member.call("PATCH", path, b"<x/>", headers={"Content-Type": "application/xml"}), 415, "unsupportedMediaType")
    for body in (b"[]", b"5", b"null"):
        assert member.call("PATCH", path, body).status in (400, 422)
    assert read(service, auction) == before


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_only_the_seller_may(service, visitor, auction, method):
    before, path = read(service, auction), f"/auctions/{auction}"
    expect(visitor.call(method, path, {}), 401, "unauthenticated")
    other = Visitor(service).sign_up()
    expect(other.call(method, path, {"title": "Mine now"}), 403, "forbidden")
    for unknown in (2 ** 63 - 1, 2 ** 63, 0, "x"):
        expect(other.call(method, f"/auctions/{unknown}", {}), 404, "notFound")
    assert read(service, auction) == before


def test_what_has_started_stays(service, member):
    live, ended = member.open_auction(), member.open_auction()
    end_as_planned(service, ended)
    for auction in (live, ended):
        before = read(service, auction)
        for answer in (edit(member, auction, title="Too late"), cancel(member, auction)):
            expect(answer, 409, "auction.started")
        assert read(service, auction) == before


def test_the_clock_decides_not_the_scheduler(service, member, auction):
    """An auction whose time has come is not changed, even if nobody has started it yet."""
    with contextlib.ExitStack() as stack:
        for name in service.names("scheduler"):
            stack.enter_context(service.stopped(name))
        service.sql(f"UPDATE auction SET starts_at = now() WHERE id = {auction}")
        assert read(service, auction)["status"] == "upcoming"
        for answer in (edit(member, auction, title="Too late"), cancel(member, auction)):
            expect(answer, 409, "auction.started")
    service.sql("SELECT pg_notify('auction_due', '')")
    wait_until(lambda: read(service, auction)["status"] == "live", "the auction to start")


def test_a_withdrawn_auction_tells_its_room_once(service, member, visitor, auction, connect):
    sockets = [connect(port=service.port_of(name)) for name in service.names("gateway")]
    for socket in sockets:
        socket.join(auction)
    answer = cancel(member, auction)
    assert (answer.status, answer.body) == (204, b"")
    for socket in sockets:
        assert socket.event(auction, "cancelled")["seq"] == 1
    again = cancel(member, auction)
    assert (again.status, again.body) == (204, b"")
    assert [event["kind"] for event in log(service, auction)] == ["cancelled"]
    state = read(service, auction)
    assert (state["status"], state["seq"]) == ("cancelled", 1)


def test_withdrawn_many_times_at_once_is_withdrawn_once(service, member, auction):
    with concurrent.futures.ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda _: cancel(member, auction), range(10)))
    assert {answer.status for answer in answers} == {204}, answers
    assert [event["kind"] for event in log(service, auction)] == ["cancelled"]


def test_nothing_happens_in_a_withdrawn_auction(service, member, auction):
    assert cancel(member, auction).status == 204
    other = Visitor(service).sign_up()
    expect(other.call("POST", f"/auctions/{auction}/bids", {"amount": 5000}), 409, "bid.notLive")
    expect(other.call("POST", f"/auctions/{auction}/messages", {"text": "Why?"}), 409, "chat.closed")
    expect(other.call("PUT", f"/auctions/{auction}/like"), 404, "notFound")
    expect(edit(member, auction, title="Once more"), 409, "auction.started")


def test_a_withdrawn_auction_is_in_no_list_but_its_own(service, member, auction):
    fan = Visitor(service).sign_up()
    assert fan.call("PUT", f"/auctions/{auction}/like").status == 204
    assert cancel(member, auction).status == 204
    own = f"/api/v1/users/{member.id}/auctions"

    def ids(path, **query):
        return [item["id"] for item in walk(service, path, 100, **query)]

    for sort in ("newest", "popular", "price", "priceDescending", "endingSoon"):
        assert auction not in ids(AUCTIONS, sort=sort)
        assert auction in ids(AUCTIONS, sort=sort, status="cancelled")
    assert auction not in ids(AUCTIONS, q="Before the change") and auction in ids(AUCTIONS, q="Before the change", status="cancelled")
    assert ids(own) == [] and ids(own, status="cancelled") == [auction]
    liked = f"/users/{fan.id}/auctions?role=liked"
    assert fan.call("GET", liked).json["items"] == []
    assert [item["id"] for item in fan.call("GET", f"{liked}&status=cancelled").json["items"]] == [auction]
    assert auction not in [item["id"] for item in call(service, "GET", f"{AUCTIONS}/recommended").json["items"]]


def test_lists_and_searches_follow_a_change(service, member, auction):
    edit(member, auction, title="떡볶이 접시", description="", category="sports", startPrice=987_654_321)
    for query, found in (({"q": "볶이 접"}, True), ({"q": "Before the change"}, False), ({"category": "sports"}, True), ({"category": "books"}, False),
                         ({"minPrice": 987_654_321, "maxPrice": 987_654_321}, True), ({"minPrice": 1000, "maxPrice": 1000}, False),
                         ({"sort": "price", "minPrice": 987_654_321, "maxPrice": 987_654_321}, True), ({"sort": "price", "minPrice": 1000, "maxPrice": 1000}, False)):
        assert (auction in [item["id"] for item in walk(service, AUCTIONS, 100, **query)]) == found, query
