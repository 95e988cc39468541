"""What is recommended: the ten live or upcoming auctions with most people and likes, recent ones weighing more.

Each loop of each process chooses for itself, every few seconds: so a test waits for what it wants to see.
"""
import pytest

from clients.accounts import Visitor
from clients.http import call
from clients.market import AUCTIONS, end_as_planned, like, table
from clients.service import wait_until
from clients.values import in_future


def recommended(service, token=None):
    answer = call(service, "GET", f"{AUCTIONS}/recommended", token=token)
    assert answer.status == 200 and answer.json["next"] is None and len(answer.json["items"]) <= 10, answer
    return answer.json["items"]


def ids(service):
    return [item["id"] for item in recommended(service)]


@pytest.fixture
def above_all(service, users):
    """Opens auctions that more people like than any other."""
    def open_auction(number=40, **fields):
        auction = users[0].open_auction(**fields)["id"]
        top = max(row["likes"] for row in table(service).values())
        service.sql(f"UPDATE auction SET like_count = {top + number} WHERE id = {auction}")
        made.append(auction)
        return auction

    made = []
    yield open_auction
    service.sql(f"UPDATE auction SET like_count = (SELECT count(*) FROM auction_like WHERE auction_id = id) WHERE id IN ({','.join(map(str, made)) or 0})")


def test_there_are_ten_and_they_are_live_or_upcoming(service, users):
    for number in range(11):
        users[number % 5].open_auction(**({"startsAt": in_future(hours=1)} if number % 2 else {}))
    wait_until(lambda: len(recommended(service)) == 10, "ten to be recommended")
    items = recommended(service)
    assert {item["status"] for item in items} <= {"live", "upcoming"} and len({item["id"] for item in items}) == 10
    assert all(len(item["images"]) <= 1 and "description" in item for item in items)


def test_many_likes_lead(service, above_all):
    second = above_all()
    first = above_all(startsAt=in_future(hours=1))
    wait_until(lambda: ids(service)[:2] == [first, second], "the most liked to lead")


def test_people_in_the_room_count(service, above_all, connect):
    """Each counts like two likes."""
    other = above_all(1)
    visited = above_all(-1)  # one less than the other
    wait_until(lambda: ids(service)[:2] == [other, visited], "the more liked to lead")
    sockets = [connect() for _ in range(3)]
    for socket in sockets:
        socket.join(visited)
    wait_until(lambda: [(item["id"], item["participantCount"]) for item in recommended(service)[:2]] == [(visited, 3), (other, 0)], "the visited one to lead")
    for socket in sockets:
        socket.ask("leave", auction=visited)
    wait_until(lambda: ids(service)[:2] == [other, visited], "the empty room to fall back")


def test_recent_ones_weigh_more(service, above_all):
    old = above_all(30)
    new = above_all(-15)
    wait_until(lambda: ids(service)[:2] == [old, new], "the more liked to lead")
    service.sql(f"UPDATE auction SET created_at = now() - interval '10 days' WHERE id = {old}")
    wait_until(lambda: ids(service)[0] == new, "the recent one to lead")


def test_what_is_over_leaves(service, users, above_all):
    ending, leaving = above_all(), above_all(startsAt=in_future(hours=1))
    wait_until(lambda: {ending, leaving} <= set(ids(service)), "both to be recommended")
    end_as_planned(service, ending)
    assert users[0].call("DELETE", f"{AUCTIONS}/{leaving}").status == 204
    wait_until(lambda: not {ending, leaving} & set(ids(service)), "neither to be recommended")


def test_the_viewers_own_likes_are_shown(service, above_all):
    auction, fan = above_all(), Visitor(service).sign_up()
    like(fan, auction)
    for token, flag in ((fan.token, True), (None, False)):
        item = wait_until(lambda: next((item for item in recommended(service, token) if item["id"] == auction), None), "it to be recommended")
        assert item["liked"] is flag


def test_recommendations_take_no_parameters(service):
    assert call(service, "GET", f"{AUCTIONS}/recommended?limit=1&sort=x&cursor=y").status == 200
