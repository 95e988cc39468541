"""The marketplace without PostgreSQL or Redis, and while one of two processes is killed: a clear answer, nothing half-done, back by itself."""
import uuid

import pytest

from clients.accounts import new_name, until_taken
from clients.http import call, expect
from clients.market import AUCTIONS, end_as_planned, expected, like, table
from clients.rooms import log, read
from clients.service import wait_until
from clients.values import in_future


@pytest.fixture(autouse=True)
def whole(service):
    """What a test has broken is whole again before the next one starts."""
    yield
    wait_until(service.ready, "the service to be whole again", 60)


def test_without_postgres_everything_is_unavailable_and_comes_back(service, users, member):
    live, later, unsold = member.open_auction(), member.open_auction(startsAt=in_future(hours=1)), member.open_auction()
    end_as_planned(service, unsold)
    before = [read(service, auction) for auction in (live, later, unsold)]
    word, key = new_name(), uuid.uuid4()
    new = {"title": word, "description": "", "category": "books", "startPrice": 1}
    requests = [("GET", "/auctions", None), ("GET", "/auctions?q=lamp&sort=price", None), ("GET", f"/auctions/{live}", None), ("GET", f"/users/{member.id}/auctions", None),
                ("GET", f"/users/{member.id}/auctions?role=liked", None), ("POST", "/auctions", new), ("PATCH", f"/auctions/{later}", {"title": word}),
                ("DELETE", f"/auctions/{later}", None), ("POST", f"/auctions/{unsold}/relist", {"title": word}), ("PUT", f"/auctions/{live}/like", None),
                ("DELETE", f"/auctions/{live}/like", None)]
    with service.stopped("postgres"):
        for method, path, body in requests:
            answer = member.call(method, path, body, key=key if method == "POST" else None, timeout=60)
            expect(answer, 503, "unavailable")
            assert int(answer.headers["Retry-After"]) > 0
        answer = call(service, "GET", f"/auctions/{live}", timeout=60)
        assert answer.status == 200 and b"<!doctype html>" in answer.body, "the page comes without what it would tell"
    wait_until(service.ready, "the service to be ready again", 60)
    # Each loop of each process finds its connections again by itself.
    after = [until_taken(lambda: call(service, "GET", f"{AUCTIONS}/{auction}")).json for auction in (live, later, unsold)]
    assert after == before, "nothing was half-done"
    assert service.sql(f"SELECT count(*) FROM auction WHERE title = '{word}'") == [["0"]]
    for method, path, body in requests:
        answer = until_taken(lambda: member.call(method, path, body, key=key if method == "POST" else None))
        assert answer.status in (200, 201, 204), (method, path, answer)
    assert read(service, later)["status"] == "cancelled" and read(service, live)["likeCount"] == 0


def test_without_redis_the_marketplace_goes_on(service, users, member):
    with service.stopped("redis"):
        later = member.open_auction(startsAt=in_future(hours=1))
        assert member.call("PATCH", f"/auctions/{later}", {"title": "Without Redis"}).status == 200
        like(users[20], later)
        assert read(service, later)["likeCount"] == 1
        assert call(service, "GET", f"{AUCTIONS}?q=redis").status == call(service, "GET", f"{AUCTIONS}/recommended").status == 200
        assert member.call("DELETE", f"/auctions/{later}").status == 204
    assert [event["kind"] for event in log(service, later)] == ["cancelled"]


def test_a_withdrawal_reaches_the_room_without_redis(service, member, connect):
    auction = member.open_auction(startsAt=in_future(hours=1))
    socket = connect()
    socket.join(auction)
    with service.stopped("redis"):
        assert member.call("DELETE", f"/auctions/{auction}").status == 204
        assert socket.event(auction, "cancelled")["seq"] == 1


def test_each_process_tells_what_the_other_did(service, users, member):
    """At once: no process answers from what it remembers."""
    ports = [service.port_of(name) for name in service.names("api")]
    assert len(ports) >= 2
    word = new_name()
    auction = member.open_auction(title=word, startsAt=in_future(hours=1))
    for turn in range(20):
        port, other = ports[turn % 2], ports[(turn + 1) % 2]
        for asked in (port, other):
            call(service, "GET", f"{AUCTIONS}?q={word}", port=asked)
        assert member.call("PATCH", f"/auctions/{auction}", {"startPrice": turn}, port=port).status == 200
        method = "DELETE" if turn % 2 else "PUT"
        assert users[20].call(method, f"{AUCTIONS}/{auction}/like", port=port).status == 204
        page = users[20].call("GET", f"{AUCTIONS}/{auction}", port=other).json
        [item] = users[20].call("GET", f"{AUCTIONS}?q={word}", port=other).json["items"]
        assert (page["startPrice"], page["liked"], page["likeCount"]) == (turn, method == "PUT", int(method == "PUT"))
        assert item == page


def test_a_walk_goes_on_while_processes_are_killed(service, users):
    made = [users[number % 5].open_auction()["id"] for number in range(12)]
    seen, cursor = [], ""
    for number in range(6):
        answer = wait_until(lambda: (got := call(service, "GET", f"{AUCTIONS}?limit=2{cursor and f'&cursor={cursor}'}")).status == 200 and got, "a page")
        seen += [item["id"] for item in answer.json["items"]]
        cursor = answer.json["next"]
        if number % 2:
            service.kill(f"api-{1 + number // 2 % 2}")
    assert seen == made[::-1] == expected(table(service))[:12]
