"""The trade of a seller and a winner by HTTP: what it shows, its messages, who may see it, and bad input."""
import uuid

import pytest

from clients.accounts import Visitor
from clients.http import expect
from clients.trades import Deal, trades
from clients.values import HUGE, time_of

PROFILE = {"id", "username", "imageUrl", "mannerScore"}
TRADE = {"id", "auction", "role", "partner", "state", "proposal", "moves", "lastMessage", "unreadCount", "readUpTo", "partnerReadUpTo", "seq", "at", "createdAt"}
ENTRY = {"trade", "seq", "kind", "author", "text", "images", "at"}


@pytest.fixture(scope="module")
def deal(service):
    return Deal(service, title="A lamp", price=1500)


@pytest.fixture(scope="module")
def stranger(service):
    return Visitor(service).sign_up()


def test_a_sale_makes_a_trade_of_its_two_sides(service):
    deal = Deal(service, title="A lamp", price=1500)
    for person, role, partner in ((deal.seller, "seller", deal.winner), (deal.winner, "winner", deal.seller)):
        trade = deal.seen_by(person)
        assert trade.keys() == TRADE and trade["partner"].keys() == PROFILE
        assert trade["auction"] == {"id": deal.auction, "title": "A lamp", "imageUrl": None, "price": 1500}
        assert (trade["id"], trade["role"], trade["partner"]["id"]) == (deal.id, role, partner.id)
        assert (trade["state"], trade["proposal"], trade["moves"], trade["lastMessage"]) == ("open", None, ["agreed", "cancelled"], None)
        assert (trade["unreadCount"], trade["readUpTo"], trade["partnerReadUpTo"], trade["seq"]) == (0, 0, 0, 0)
        assert time_of(trade["at"]) >= time_of(trade["createdAt"])
        assert trades(person) == {"items": [trade], "next": None, "unread": 0}
        assert deal.log(person) == []


def calls(deal):
    return [("GET", deal.path(), None), ("GET", deal.path("messages"), None), ("POST", deal.path("messages"), {"text": "let me in"}),
            ("PUT", deal.path("read"), {"upTo": 1}), ("PUT", deal.path("state"), {"state": "cancelled"})]


def test_to_all_others_there_is_no_trade(deal, visitor, stranger):
    before = deal.seen_by(deal.seller)
    for method, path, body in calls(deal):
        expect(visitor.call(method, path, body), 401, "unauthenticated")
        expect(stranger.call(method, path, body), 404, "notFound")
        for unknown in (2 ** 62, 2 ** 63, 0, -1, "x"):
            expect(deal.seller.call(method, path.replace(f"/{deal.id}", f"/{unknown}"), body), 404, "notFound")
        assert "no-store" in deal.seller.call("GET", deal.path()).headers["Cache-Control"]
    expect(visitor.call("GET", "/trades"), 401, "unauthenticated")
    assert trades(stranger)["items"] == [] and deal.seen_by(deal.seller) == before


def test_a_stranger_cannot_tell_a_trade_from_none(deal, stranger):
    for method, path, body in calls(deal):
        there = stranger.call(method, path, body)
        none = stranger.call(method, path.replace(f"/{deal.id}", f"/{2 ** 62}"), body)
        assert {**there.json, "requestId": 0} == {**none.json, "requestId": 0}


def test_messages_are_kept_as_they_were_written(deal):
    for text in ("안녕하세요 👋🏽", "<script>alert(1)</script>", 'quotes " and \\ and \u2028', "line one\nline two\tand a tab", "'; DROP TABLE trade; --", "x",
                 "𝄞" * 1000, "e\u0301" * 500, "%00 %s {0} \\u0000"):
        message = deal.post(deal.seller, text)
        assert message.keys() == ENTRY and message["text"] == text and (message["kind"], message["images"]) == ("message", [])
        assert message["author"]["id"] == deal.seller.id and time_of(message["at"])
        assert deal.log(deal.winner, "limit=1") == [message] == deal.log(deal.winner, f"after={message['seq'] - 1}")
        seen = deal.seen_by(deal.winner)
        assert seen["lastMessage"] == message and (seen["seq"], seen["at"]) == (message["seq"], message["at"])


@pytest.mark.parametrize("text", [..., None, "", 5, True, [], {}, "x" * 1001, "𝄞" * 1001, "e\u0301" * 501, "a\u0000b", "\ud83d"])
def test_a_bad_text_is_named(deal, text):
    answer = deal.seller.call("POST", deal.path("messages"), {} if text is ... else {"text": text})
    if text == "\ud83d" and answer.status == 400:
        return
    assert "text" in expect(answer, 422, "invalid").fields


@pytest.mark.parametrize("ids", [5, "1", {}, [None], ["1"], [1.5], [0], [-1], [2 ** 63], [2 ** 62], [1, 2, 3, 4, 5, 6], [HUGE], [[1]]])
def test_bad_pictures_are_named(deal, ids):
    assert expect(deal.ask_to_post(deal.seller, "with pictures", ids), 422, "invalid").fields == {"imageIds"}


def test_the_same_key_answers_the_same(service, deal):
    key = uuid.uuid4()
    first = deal.ask_to_post(deal.seller, "once", key=key)
    assert first.status == 201
    length = len(deal.log(deal.seller))
    for spelling in (key, str(key).upper()):
        again = deal.ask_to_post(deal.seller, "once", key=spelling)
        assert (again.status, again.body) == (201, first.body)
    expect(deal.ask_to_post(deal.seller, "twice", key=key), 422, "idempotency.mismatch")
    assert deal.ask_to_post(deal.winner, "mine", key=key).status == 201, "a key belongs to its user"
    expect(Deal(service, deal.seller, deal.winner).ask_to_post(deal.seller, "once", key=key), 422, "idempotency.mismatch")
    expect(deal.ask_to_post(deal.seller, "once", key="no-uuid"), 422, "invalid")
    assert len(deal.log(deal.seller)) == length + 1


def test_walks_see_each_message_once_while_others_come(service):
    deal = Deal(service)
    for number in range(9):
        deal.post(deal.sides[number % 2], f"line {number}")
    for first, expected in (("limit=2", list(range(9, 0, -1))), ("limit=2&after=3", list(range(4, 18)))):
        seen, query = [], first
        while True:
            page = deal.winner.call("GET", deal.path(f"messages?{query}")).json
            assert len(page["items"]) <= 2
            seen += [entry["seq"] for entry in page["items"]]
            if page["next"] is None:
                break
            query = f"limit=2&cursor={page['next']}"
            if deal.seen_by(deal.seller)["seq"] < (13 if "after" not in first else 17):
                deal.post(deal.seller, "more")
        assert seen == expected
    for after in (0, 5, 17, 1000, 2 ** 62):
        assert [entry["seq"] for entry in deal.log(deal.seller, f"after={after}&limit=100")] == list(range(after + 1, 18))


def test_the_list_has_the_latest_activity_first(service):
    seller, winner = Visitor(service).sign_up(), Visitor(service).sign_up()
    deals = [Deal(service, seller, winner) for _ in range(3)]
    order = lambda person: [trade["id"] for trade in trades(person)["items"]]
    assert order(seller) == order(winner) == [deal.id for deal in deals[::-1]]
    deals[0].post(winner, "hello")
    deals[1].move(seller, "agreed")
    assert order(seller) == order(winner) == [deals[place].id for place in (1, 0, 2)]
    deals[0].read(seller, 1)
    assert order(seller) == [deals[place].id for place in (1, 0, 2)], "reading is no activity"
    seen, query = [], "limit=1"
    while query:
        page = trades(winner, query)
        seen += [trade["id"] for trade in page["items"]]
        query = page["next"] and f"limit=1&cursor={page['next']}"
    assert seen == order(winner)


def test_unread_messages_are_counted_until_they_are_read(service):
    seller, winner = Visitor(service).sign_up(), Visitor(service).sign_up()
    deal, other = Deal(service, seller, winner), Deal(service, seller, winner)
    for number in range(3):
        deal.post(seller, f"line {number}")
    other.post(seller, "here too"), other.post(winner, "an answer")
    assert (deal.seen_by(winner)["unreadCount"], other.seen_by(winner)["unreadCount"], trades(winner)["unread"]) == (3, 1, 4)
    assert (deal.seen_by(seller)["unreadCount"], other.seen_by(seller)["unreadCount"], trades(seller)["unread"]) == (0, 1, 1)
    for mark, read, unread in ((2, 2, 1), (1, 2, 1), (0, 2, 1), (1000, 3, 0), (2 ** 63 - 1, 3, 0)):
        deal.read(winner, mark)
        seen = deal.seen_by(winner)
        assert (seen["readUpTo"], seen["unreadCount"], deal.seen_by(seller)["partnerReadUpTo"]) == (read, unread, read)
    assert (trades(winner)["unread"], trades(seller)["unread"]) == (1, 1)
    for _ in range(110):
        deal.post(seller, "flood")
    assert deal.seen_by(winner)["unreadCount"] == 110 and trades(winner)["unread"] == 100, "counted up to a hundred"


@pytest.mark.parametrize("mark", [..., None, "1", -1, 1.5, 2 ** 63, True, [], {}])
def test_a_bad_mark_is_named(deal, mark):
    answer = deal.winner.call("PUT", deal.path("read"), {} if mark is ... else {"upTo": mark})
    assert expect(answer, 422, "invalid").fields == {"upTo"}


@pytest.mark.parametrize("query, field", [("limit=0", "limit"), ("limit=101", "limit"), ("cursor=x", "cursor")])
def test_a_bad_parameter_is_named(deal, query, field):
    for path in ("/trades", deal.path("messages")):
        assert expect(deal.seller.call("GET", f"{path}?{query}"), 422, "invalid").fields == {field}
    for after in (-1, "x", "", 1.5, 2 ** 63):
        assert expect(deal.seller.call("GET", deal.path(f"messages?after={after}")), 422, "invalid").fields == {"after"}


def test_a_cursor_is_of_one_trade(service, deal):
    other = Deal(service, deal.seller, deal.winner)
    for number in range(2):
        deal.post(deal.seller, "hello"), other.post(deal.seller, "hello")
    cursor = deal.seller.call("GET", deal.path("messages?limit=1")).json["next"]
    expect(deal.seller.call("GET", other.path(f"messages?cursor={cursor}")), 422, "invalid")
    expect(deal.seller.call("GET", f"/trades?cursor={cursor}"), 422, "invalid")
