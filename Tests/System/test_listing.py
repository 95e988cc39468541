"""Each field of a listing: its bounds, the codes of its mistakes, pictures in their order, and all or nothing."""
import datetime
import uuid

import pytest

from clients.accounts import Visitor
from clients.http import call, expect, walk
from clients.market import AUCTIONS, add_pictures, ago
from clients.values import in_future, time_of

FAMILY = "👨\u200d👩\u200d👧\u200d👦"  # one sign, seven scalars
BODY = {"title": "A lamp", "description": "It shines", "category": "books", "startPrice": 5000}


def listing(person, **fields):
    body = {name: value for name, value in (BODY | fields).items() if value is not ...}
    return person.call("POST", "/auctions", body)


@pytest.mark.parametrize("field, value", [
    ("title", "가나"), ("title", "가" * 100), ("title", "e\u0301" * 50), ("title", FAMILY * 14 + "xy"), ("title", " x "), ("title", "<b>&\"'</b>"),
    ("description", ""), ("description", "💡" * 5000), ("description", "e\u0301" * 2500), ("description", "a\tb\r\nc\nd"),
    ("startPrice", 0), ("startPrice", 10 ** 12), ("estimate", 0), ("estimate", 10 ** 12), ("durationMinutes", 5), ("durationMinutes", 10080),
    ("softCloseSeconds", 0), ("softCloseSeconds", 600), ("imageIds", []),
])
def test_a_bound_itself_is_good_and_comes_back_as_it_was(service, member, field, value):
    answer = listing(member, **{field: value})
    assert answer.status == 201, answer
    auction = call(service, "GET", f"{AUCTIONS}/{answer.json['id']}").json
    if field == "durationMinutes":
        assert time_of(auction["endsAt"]) - time_of(auction["startsAt"]) == datetime.timedelta(minutes=value)
    else:
        assert auction["images" if field == "imageIds" else field] == value


@pytest.mark.parametrize("field, value, code", [
    ("title", ..., "missing"), ("title", None, "missing"), ("title", 5, "type"), ("title", "x", "length"), ("title", "", "length"), ("title", "가" * 101, "length"),
    ("title", "e\u0301" * 50 + "x", "length"), ("title", FAMILY * 14 + "xyz", "length"), ("title", "  ", "blank"), ("title", "a\nb", "control"),
    ("title", "a\u0000b", "control"), ("title", "a\u009fb", "control"),
    ("description", ..., "missing"), ("description", [], "type"), ("description", "💡" * 5001, "length"), ("description", "a\u0000b", "control"),
    ("category", ..., "missing"), ("category", 1, "type"), ("category", "BOOKS", "unknown"), ("category", "no-such", "unknown"), ("category", "", "length"),
    ("category", "x" * 41, "length"), ("category", "books' OR '1'='1", "unknown"),
    ("startPrice", ..., "missing"), ("startPrice", "5000", "type"), ("startPrice", 0.5, "type"), ("startPrice", -1, "range"), ("startPrice", 10 ** 12 + 1, "range"),
    ("estimate", "1", "type"), ("estimate", -1, "range"), ("estimate", 10 ** 12 + 1, "range"),
    ("durationMinutes", 4, "range"), ("durationMinutes", 10081, "range"), ("durationMinutes", "20", "type"),
    ("softCloseSeconds", -1, "range"), ("softCloseSeconds", 601, "range"), ("softCloseSeconds", True, "type"),
    ("startsAt", "tomorrow", "format"), ("startsAt", "2026-11-22", "format"), ("startsAt", 5, "type"),
    ("startsAt", in_future(days=30, minutes=10), "range"), ("startsAt", ago(minutes=10), "range"), ("startsAt", "0001-01-01T00:00:00Z", "range"),
    ("imageIds", "1", "type"), ("imageIds", ["1"], "type"), ("imageIds", [1.5], "type"), ("imageIds", [0], "range"), ("imageIds", [-1], "range"),
    ("imageIds", list(range(1, 12)), "range"), ("imageIds", [7, 7], "range"), ("imageIds", [2 ** 63 - 1], "unknown"),
])
def test_a_mistake_is_named_with_its_code(member, field, value, code):
    assert expect(listing(member, **{field: value}), 422, "invalid").mistakes == {field: code}


def test_all_mistakes_are_told_at_once(member):
    answer = listing(member, title="x", description=5, category=..., startPrice=-1, estimate="x", startsAt="x", durationMinutes=0, softCloseSeconds=-1, imageIds=[0])
    assert expect(answer, 422, "invalid").mistakes == {
        "title": "length", "description": "type", "category": "missing", "startPrice": "range", "estimate": "type", "startsAt": "format",
        "durationMinutes": "range", "softCloseSeconds": "range", "imageIds": "range"}


def test_null_is_as_left_out(member):
    auction = listing(member, estimate=None, startsAt=None, durationMinutes=None, softCloseSeconds=None, imageIds=None)
    assert auction.status == 201, auction
    auction = auction.json
    assert (auction["estimate"], auction["images"], auction["status"], auction["softCloseSeconds"]) == (None, [], "live", 10)
    assert time_of(auction["endsAt"]) - time_of(auction["startsAt"]) == datetime.timedelta(minutes=20)


def test_a_start_may_be_up_to_thirty_days_ahead_and_a_clock_may_be_late(member):
    latest = in_future(days=30, seconds=-20)
    assert listing(member, startsAt=latest).json["startsAt"] == latest
    late = listing(member, startsAt=ago(seconds=20))
    assert late.status == 201 and late.json["status"] == "live"
    assert time_of(late.json["startsAt"]) == time_of(late.json["createdAt"])


def test_pictures_are_shown_in_the_order_that_was_asked(service, member):
    pictures = add_pictures(service, member.id, 10)
    asked = [pictures[place] for place in (3, 9, 0, 1, 8, 2, 7, 5, 6, 4)]
    answer = listing(member, imageIds=[picture["id"] for picture in asked])
    assert answer.status == 201 and answer.json["images"] == asked
    auction = answer.json["id"]
    assert call(service, "GET", f"{AUCTIONS}/{auction}").json["images"] == asked
    item = next(item for item in walk(service, AUCTIONS, 100) if item["id"] == auction)
    assert item["images"] == asked[:1]


def test_a_picture_may_be_used_again_by_its_owner(service, member):
    ids = [picture["id"] for picture in add_pictures(service, member.id, 2)]
    first, second = listing(member, imageIds=ids), listing(member, imageIds=ids[::-1])
    assert (first.status, second.status) == (201, 201)
    assert second.json["images"] == first.json["images"][::-1]


def test_the_picture_of_another_lists_nothing(service, member):
    own, others = add_pictures(service, member.id, 1), add_pictures(service, Visitor(service).sign_up().id, 1)
    answer = listing(member, title="Not mine", imageIds=[own[0]["id"], others[0]["id"]])
    assert expect(answer, 422, "invalid").mistakes == {"imageIds": "unknown"}
    assert service.sql(f"SELECT count(*) FROM auction WHERE seller_id = {member.id}") == [["0"]]
    assert service.sql(f"SELECT count(*) FROM auction_image WHERE image_id = {own[0]['id']}") == [["0"]]


def test_one_key_lists_once_with_its_pictures(service, member):
    key = uuid.uuid4()
    body = BODY | {"imageIds": [picture["id"] for picture in add_pictures(service, member.id, 2)]}
    answers = [member.call("POST", "/auctions", body, key=key) for _ in range(3)]
    assert {answer.status for answer in answers} == {201} and len({answer.body for answer in answers}) == 1
    for changed in ({"imageIds": body["imageIds"][::-1]}, {"estimate": 0}, {"startsAt": in_future(hours=1)}, {"softCloseSeconds": 10}):
        expect(member.call("POST", "/auctions", body | changed, key=key), 422, "idempotency.mismatch")
    for wrong in ("1", "x" * 36, f"{key}0", ""):
        assert expect(member.call("POST", "/auctions", body, headers={"Idempotency-Key": wrong}), 422, "invalid").fields
    assert service.sql(f"SELECT count(*) FROM auction WHERE seller_id = {member.id}") == [["1"]]


def test_a_listing_that_failed_leaves_its_key_free(member):
    key = uuid.uuid4()
    expect(member.call("POST", "/auctions", BODY | {"title": "x"}, key=key), 422, "invalid")
    assert member.call("POST", "/auctions", BODY, key=key).status == 201
