"""Everything at once on the same auctions: no error of the server's own, and in the end each thing once."""
import concurrent.futures
import random
import uuid

import pytest

from clients.accounts import PASSWORD, Visitor
from clients.http import call
from clients.market import AUCTIONS, add_pictures, end_as_planned, expected, table
from clients.rooms import log, read
from clients.service import wait_until
from clients.values import in_future

NEW = {"title": "At once", "description": "", "category": "books", "startPrice": 1000}


def at_once(*requests, workers=24):
    """The answers to requests `(person, method, path, body, options)`, none of which may be the server's own fault."""
    with concurrent.futures.ThreadPoolExecutor(workers) as threads:
        answers = [each.result() for each in [threads.submit(person.call, method, path, body, **options) for person, method, path, body, options in requests]]
    for answer in answers:
        assert answer.status < 500 or answer.status == 503, answer
    return answers


def test_one_key_many_times_at_once_lists_once(service, member):
    [picture] = add_pictures(service, member.id, 1)
    key = uuid.uuid4()
    answers = at_once(*[(member, "POST", "/auctions", NEW | {"imageIds": [picture["id"]]}, {"key": key})] * 24)
    listed = {answer.body for answer in answers if answer.status == 201}
    assert len(listed) == 1 and {answer.status for answer in answers} <= {201, 503}
    assert service.sql(f"SELECT count(*) FROM auction WHERE seller_id = {member.id}") == [["1"]]
    assert member.call("POST", "/auctions", NEW | {"imageIds": [picture["id"]]}, key=key).body in listed


def test_one_key_many_times_at_once_lists_anew_once(service, member):
    auction = member.open_auction()
    end_as_planned(service, auction)
    answers = at_once(*[(member, "POST", f"/auctions/{auction}/relist", None, {"key": (key := uuid.uuid4())})] * 16)
    assert len({answer.body for answer in answers if answer.status == 201}) == 1 and {answer.status for answer in answers} <= {201, 503}
    assert service.sql(f"SELECT count(*) FROM auction WHERE seller_id = {member.id}") == [["2"]]
    assert member.call("POST", f"/auctions/{auction}/relist", key=key).status == 201


def test_changes_at_once_come_out_as_one_of_them(service, member):
    pictures = [picture["id"] for picture in add_pictures(service, member.id, 6)]
    made = [member.open_auction(startsAt=in_future(hours=1), imageIds=pictures) for _ in range(2)]
    dice = random.Random(5)
    bodies = [{"title": f"Number {number}", "startPrice": number, "imageIds": dice.sample(pictures, dice.randrange(7))} for number in range(40)]
    at_once(*((member, "PATCH", f"/auctions/{made[number % 2]}", body, {}) for number, body in enumerate(bodies)))
    for auction in made:
        state = read(service, auction)
        assert {"title": state["title"], "startPrice": state["startPrice"], "imageIds": [image["id"] for image in state["images"]]} in bodies
        places = service.sql(f"SELECT position FROM auction_image WHERE auction_id = {auction} ORDER BY 1")
        assert [int(place) for [place] in places] == list(range(len(state["images"])))


def test_a_withdrawal_comes_between_changes_likes_and_relistings(service, member, users):
    fans = [users[number] for number in range(20, 28)]
    auction = member.open_auction(startsAt=in_future(hours=1))
    requests = [(member, "PATCH", f"/auctions/{auction}", {"startPrice": number}, {}) for number in range(10)]
    requests += [(member, "DELETE", f"/auctions/{auction}", None, {})] * 3 + [(member, "POST", f"/auctions/{auction}/relist", None, {})] * 5
    requests += [(fan, method, f"{AUCTIONS}/{auction}/like", None, {}) for fan in fans for method in ("PUT", "DELETE", "PUT")]
    random.Random(6).shuffle(requests)
    answers = at_once(*requests)
    assert {answer.status for answer in answers} <= {200, 201, 204, 404, 409, 503}
    wait_until(lambda: member.call("DELETE", f"/auctions/{auction}").status == 204, "it to be withdrawn")
    assert [event["kind"] for event in log(service, auction)] == ["cancelled"]
    assert service.sql(f"SELECT count(*) FROM auction_like WHERE auction_id = {auction}") == [[str(read(service, auction)["likeCount"])]]
    anew = sum(answer.status == 201 for answer in answers)
    assert service.sql(f"SELECT count(*) FROM auction WHERE seller_id = {member.id}") == [[str(1 + anew)]]


@pytest.mark.parametrize("turn", range(3))
def test_who_leaves_while_liking_leaves_no_like(service, users, turn):
    made = [users[number].open_auction()["id"] for number in range(6)]
    leaving = Visitor(service).sign_up()
    requests = [(leaving, "PUT", f"/auctions/{auction}/like", None, {}) for auction in made * 4] + [(users[21], "PUT", f"{AUCTIONS}/{auction}/like", None, {}) for auction in made]
    requests.insert(random.Random(turn).randrange(24), (leaving, "DELETE", "/me", {"password": PASSWORD}, {}))
    answers = at_once(*requests)
    wait_until(lambda: leaving.call("DELETE", "/me", {"password": PASSWORD}).status in (204, 401), "the account to be gone")
    assert {answer.status for answer in answers} <= {204, 401, 503}

    def is_right(auction):
        return service.sql(f"SELECT a.like_count, count(l.id) FROM auction a LEFT JOIN auction_like l ON l.auction_id = a.id WHERE a.id = {auction} GROUP BY a.id") == [["1", "1"]]

    wait_until(lambda: all(map(is_right, made)), "only the other's likes to be left", 90)


def test_lists_asked_by_a_crowd_are_all_right(service, users):
    """Many lists in one turn of a loop: each gets its own."""
    marks = [f"crowd{uuid.uuid4().hex[:10]}" for _ in range(12)]
    made = {mark: [users[number % 5].open_auction(title=mark, startPrice=number)["id"] for number in range(3)] for mark in marks}
    paths = [(mark, sort) for mark in marks for sort in ("newest", "popular", "price", "priceDescending", "endingSoon")] * 4
    rows = table(service)
    with concurrent.futures.ThreadPoolExecutor(32) as threads:
        answers = list(threads.map(lambda each: call(service, "GET", f"{AUCTIONS}?q={each[0]}&sort={each[1]}"), paths))
    for (mark, sort), answer in zip(paths, answers):
        assert answer.status in (200, 503), answer
        if answer.status == 200:
            assert [item["id"] for item in answer.json["items"]] == expected({id: rows[id] for id in made[mark]}, sort=sort)
    assert sum(answer.status == 200 for answer in answers) > len(answers) // 2
