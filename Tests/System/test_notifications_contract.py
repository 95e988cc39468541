"""The list of notifications, its marks and its switches by HTTP."""
import pytest

from clients.accounts import Visitor
from clients.http import expect
from clients.notices import FIELDS, KINDS, items, listed, tell
from clients.values import HUGE, time_of

ENDPOINTS = [("GET", "/notifications", None), ("PUT", "/notifications/read", {"upTo": 1}), ("GET", "/notifications/settings", None),
             ("PATCH", "/notifications/settings", {})]


def many(service, person, auctions):
    """As many notifications as there are auctions and kinds without a trade."""
    return tell(service, person, auctions, ["outbid", "auctionStarted", "auctionEndingSoon", "unsold"])


@pytest.mark.parametrize("method, path, body", ENDPOINTS)
def test_notifications_are_nobody_elses_business(visitor, member, method, path, body):
    expect(visitor.call(method, path, body), 401, "unauthenticated")
    answer = member.call(method, path, body)
    assert answer.status in (200, 204) and "no-store" in answer.headers["Cache-Control"], answer


def test_a_new_member_has_none(member):
    assert listed(member) == {"items": [], "next": None, "unread": 0}


def test_an_item_tells_what_to_show(service, member, auction):
    [id] = tell(service, member, [auction])
    [item] = items(member)
    assert item.keys() == FIELDS and time_of(item["at"])
    assert (item["id"], item["kind"], item["read"], item["auction"], item["title"], item["imageUrl"], item["price"]) == (
        id, "unsold", False, auction, "System test", None, None)


def test_a_walk_sees_each_once_while_others_come(service, member, users):
    auctions = [users[number].open_auction()["id"] for number in range(4)]
    ids, seen, query = many(service, member, auctions[:3]), [], "limit=5"
    while True:
        page = listed(member, query)
        assert len(page["items"]) <= 5
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        query = f"limit=5&cursor={page['next']}"
        tell(service, member, auctions[3:], [KINDS[len(seen) // 5]])
    assert seen == ids[::-1]


def test_more_than_a_hundred_unread_are_not_counted(service, member, users):
    ids = many(service, member, [users[number % 10].open_auction()["id"] for number in range(26)])
    assert len(ids) == 104 and listed(member, "limit=1")["unread"] == 100
    assert member.call("PUT", "/notifications/read", {"upTo": ids[9]}).status == 204
    assert listed(member, "limit=1")["unread"] == 94


def test_reading_marks_all_up_to_an_id(service, member, users):
    other = Visitor(service).sign_up()
    auctions = [users[number].open_auction()["id"] for number in range(2)]
    ids, others = many(service, member, auctions), many(service, other, auctions)
    highest = 0
    for mark in (0, ids[0] - 1, ids[2], ids[1], ids[2], 2 ** 63 - 1):
        assert member.call("PUT", "/notifications/read", {"upTo": mark}).status == 204
        highest, page = max(highest, mark), listed(member)
        assert [item["read"] for item in page["items"]] == [item["id"] <= highest for item in page["items"]]
        assert page["unread"] == len([id for id in ids if id > highest])
    assert listed(other)["unread"] == len(others) == 8, "others have not read theirs"


def test_a_bad_mark_is_named(member):
    for mark in (None, "1", -1, 1.5, 2 ** 63, HUGE, True, [], {}):
        assert expect(member.call("PUT", "/notifications/read", {"upTo": mark}), 422, "invalid").fields == {"upTo"}, mark
    expect(member.call("PUT", "/notifications/read", {}), 422, "invalid")


@pytest.mark.parametrize("query, field", [("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("cursor=x", "cursor")])
def test_a_bad_parameter_is_named(member, query, field):
    assert expect(member.call("GET", f"/notifications?{query}"), 422, "invalid").fields == {field}


def test_a_cursor_is_of_one_person(service, member, users):
    many(service, member, [users[0].open_auction()["id"]])
    cursor = listed(member, "limit=1")["next"]
    expect(Visitor(service).sign_up().call("GET", f"/notifications?cursor={cursor}"), 422, "invalid")


def test_each_kind_has_a_switch_that_is_on_at_first(member):
    assert member.call("GET", "/notifications/settings").json == dict.fromkeys(KINDS, True)
    for kind in KINDS:
        assert member.call("PATCH", "/notifications/settings", {kind: False}).json == dict.fromkeys(KINDS, True) | {kind: False}
        assert member.call("GET", "/notifications/settings").json[kind] is False
        assert member.call("PATCH", "/notifications/settings", {kind: True, "unknown": 5}).json == dict.fromkeys(KINDS, True)
    off = {"outbid": False, "won": False}
    assert member.call("PATCH", "/notifications/settings", off).status == member.call("PATCH", "/notifications/settings", {}).status == 200
    assert member.call("GET", "/notifications/settings").json == dict.fromkeys(KINDS, True) | off


def test_a_bad_switch_is_named_and_changes_nothing(member):
    for value in ("false", 0, 1, [], {}):
        answer = member.call("PATCH", "/notifications/settings", {"outbid": value, "won": False})
        assert expect(answer, 422, "invalid").fields == {"outbid"}, value
    assert member.call("GET", "/notifications/settings").json == dict.fromkeys(KINDS, True)

