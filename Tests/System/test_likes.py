"""Following auctions: each once, counted right whatever comes at once, seen by oneself alone."""
import concurrent.futures
import random

import pytest

from clients.accounts import PASSWORD, Visitor, new_name
from clients.http import call, expect
from clients.market import AUCTIONS, ORDERS, end_as_planned, like
from clients.rooms import read
from clients.service import wait_until
from clients.values import in_future


def likes(service, auction):
    """The count that everybody sees, which must be the number of those who like it."""
    shown = read(service, auction)["likeCount"]
    assert service.sql(f"SELECT count(*) FROM auction_like WHERE auction_id = {auction}") == [[str(shown)]]
    return shown


def test_liked_twice_is_liked_once(service, users, auction):
    for method, count in (("DELETE", 0), ("PUT", 1), ("PUT", 1), ("DELETE", 0), ("DELETE", 0), ("PUT", 1)):
        like(users[20], auction, method)
        assert likes(service, auction) == count
    like(users[21], auction)
    like(users[20], auction, "DELETE")
    assert likes(service, auction) == 1
    assert [users[number].call("GET", f"{AUCTIONS}/{auction}").json["liked"] for number in (20, 21)] == [False, True]


def test_auctions_are_liked_in_any_state_but_withdrawn(service, member, users):
    upcoming, ended = member.open_auction(startsAt=in_future(hours=1)), member.open_auction()
    end_as_planned(service, ended)
    for auction in (upcoming, ended):
        like(users[20], auction)
        assert likes(service, auction) == 1
    assert member.call("DELETE", f"/auctions/{upcoming}").status == 204
    expect(users[21].call("PUT", f"{AUCTIONS}/{upcoming}/like"), 404, "notFound")
    like(users[20], upcoming, "DELETE")
    assert likes(service, upcoming) == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_like_needs_a_person_and_an_auction(service, users, auction, method):
    expect(call(service, method, f"{AUCTIONS}/{auction}/like"), 401, "unauthenticated")
    for unknown in (2 ** 63 - 1, 2 ** 63, 0, -1, "x"):
        expect(users[20].call(method, f"{AUCTIONS}/{unknown}/like"), 404, "notFound")
    assert likes(service, auction) == 0


def at_once(*calls):
    with concurrent.futures.ThreadPoolExecutor(40) as threads:
        for done in [threads.submit(*each) for each in calls]:
            done.result()


def test_many_people_at_once_are_all_counted(service, users, auction):
    at_once(*((like, user, auction) for user in users[10:50]))
    assert likes(service, auction) == 40
    at_once(*((like, user, auction, "PUT" if user in users[:30] else "DELETE") for user in users[10:50]))
    assert likes(service, auction) == 20


def test_one_person_many_times_at_once_is_counted_once(service, users, auction):
    for method, count in (("PUT", 1), ("DELETE", 0), ("PUT", 1)):
        at_once(*[(like, users[20], auction, method)] * 30)
        assert likes(service, auction) == count


def test_likes_and_their_opposites_at_once_end_in_a_right_count(service, users, auction):
    dice = random.Random(4)
    at_once(*((like, user, auction, dice.choice(("PUT", "DELETE"))) for _ in range(8) for user in users[20:26]))
    shown = [user.call("GET", f"{AUCTIONS}/{auction}").json["liked"] for user in users[20:26]]
    assert likes(service, auction) == sum(shown)


def test_bids_and_likes_at_once_disturb_each_other_in_nothing(service, users, auction):
    def bid(step):
        assert users[40].bid(auction, 1000 + 100 * step).status in (201, 409)  # too low behind a higher one

    at_once((bid, 0), *((like, user, auction) for user in users[10:30]), *((bid, step) for step in range(1, 11)))
    assert likes(service, auction) == 20 and read(service, auction)["bidCount"] >= 1


def test_likes_go_with_the_account(service, member, users, auction):
    other = users[0].open_auction()["id"]
    for liked in (auction, other):
        like(member, liked)
        like(users[20], liked)
    assert member.call("DELETE", "/me", {"password": PASSWORD}).status == 204
    for liked in (auction, other):
        wait_until(lambda: likes(service, liked) == 1, "the like to be taken back")


def test_everybody_sees_the_own_likes_alone(service, users, connect):
    word = new_name()
    auction, another = (users[0].open_auction(title=f"{word} {number}", startPrice=number)["id"] for number in range(2))
    fan, other = Visitor(service).sign_up(), users[30]
    like(fan, auction)
    for token, liked in ((fan.token, {auction}), (other.token, set()), (None, set())):
        for sort in ORDERS:
            items = call(service, "GET", f"{AUCTIONS}?q={word}&sort={sort}", token=token).json["items"]
            assert {item["id"]: item["liked"] for item in items} == {each: each in liked for each in (auction, another)}
            assert {item["id"]: item["likeCount"] for item in items} == {auction: 1, another: 0}
        assert call(service, "GET", f"{AUCTIONS}/{auction}", token=token).json["liked"] is bool(liked)
        newest = {item["id"]: item["liked"] for item in call(service, "GET", f"{AUCTIONS}?limit=100", token=token).json["items"]}
        assert (newest[auction], newest[another]) == (bool(liked), False)
        assert connect(token).join(auction)["auction"]["liked"] is bool(liked)


def test_a_socket_that_signs_in_later_joins_as_that_person(service, users, auction, connect):
    like(users[22], auction)
    socket = connect()
    assert socket.join(auction)["auction"]["liked"] is False
    assert socket.ask("auth", token=users[22].token)["ok"]
    assert socket.join(auction)["auction"]["liked"] is True
    like(users[22], auction, "DELETE")
    assert socket.join(auction)["auction"]["liked"] is False
