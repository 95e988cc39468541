"""Answers that a client has already are told in a 304; another tag for anything else that the answer shows."""
import pytest

from clients.accounts import Visitor, new_name
from clients.http import call
from clients.market import AUCTIONS, add_pictures, end_as_planned, like
from clients.service import wait_until
from clients.values import in_future

MOVING = (AUCTIONS, f"{AUCTIONS}/recommended")  # in which others' auctions start and end, and people come and go


def tag_of(service, path, token=None, **options):
    answer = call(service, "GET", path, token=token, **options)
    assert answer.status == 200, answer
    tag = answer.headers["ETag"]
    assert tag.startswith('"') and tag.endswith('"') and len(tag) > 8, tag
    return tag


def known(service, path, tag, token=None, method="GET", **options):
    """Whether the server says that a client with the tag has what there is."""
    answer = call(service, method, path, token=token, headers={"If-None-Match": tag}, **options)
    assert answer.status in (200, 304), answer
    if answer.status == 304:
        assert answer.body == b"" and answer.headers["ETag"] and answer.headers["Cache-Control"], answer.headers.items()
    return answer.status == 304


@pytest.fixture
def word():
    return new_name()


@pytest.fixture
def own(member, word):
    return member.open_auction(title=word, description="Long enough to be compressed. " * 50)


@pytest.fixture
def paths(own, word, member):
    return [f"{AUCTIONS}/{own}", f"{AUCTIONS}?q={word}", f"{AUCTIONS}?q={word}&sort=price", f"/api/v1/users/{member.id}/auctions"]


def test_what_is_known_is_not_sent_again(service, users, paths):
    for path in [*paths, "/api/v1/categories"]:
        for token in (None, users[20].token):
            for name in service.names("api"):
                tag = tag_of(service, path, token, port=service.port_of(name))
                assert tag == tag_of(service, path, token), "one thing has one tag, whichever process answers"
                for form in (tag, f"W/{tag}", f'"x", {tag}', f'W/"x",{tag} ', "*"):
                    assert known(service, path, form, token), (path, form)
                for form in ('"x"', f'W/"{tag}"', tag[:-2] + '"', '""', "x", tag.strip('"'), '"*"', '"a,*,b"'):
                    assert not known(service, path, form, token), (path, form)
                assert known(service, path, tag, token, "HEAD") and not known(service, path, '"x"', token, "HEAD")


@pytest.mark.parametrize("path", MOVING)
def test_what_moves_by_itself_is_known_while_it_stands_still(service, users, path):
    for token in (None, users[20].token):
        for name in service.names("api"):
            port = service.port_of(name)
            wait_until(lambda: known(service, path, tag_of(service, path, token, port=port), token, port=port), "nothing to change between two requests")
            assert known(service, path, "*", token) and not known(service, path, '"x"', token)


def test_a_compressed_answer_is_known_by_its_weak_tag(service, paths):
    """nginx compresses, and weakens the tag as RFC 9110 has it."""
    path = paths[0]
    answer = call(service, "GET", path, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip" and answer.headers["ETag"].startswith('W/"')
    assert known(service, path, answer.headers["ETag"]) and known(service, path, answer.headers["ETag"][2:])


def test_a_head_is_told_what_a_get_is(service, paths):
    for path in [*paths, "/api/v1/categories"]:
        get, head = call(service, "GET", path), call(service, "HEAD", path)
        assert head.status == 200 and head.body == b""
        for name in ("ETag", "Cache-Control", "Vary", "Content-Type", "Content-Length"):
            assert get.headers[name] == head.headers[name], name


def test_caches_are_told_what_they_may_keep(service, users, paths):
    for path in [*paths, *MOVING]:
        for token, caching in ((None, "no-cache"), (users[20].token, "private, no-cache")):
            answer = call(service, "GET", path, token=token)
            assert answer.headers["Cache-Control"] == caching
            assert "authorization" in ",".join(answer.headers.get_all("Vary")).lower()
            again = call(service, "GET", path, token=token, headers={"If-None-Match": "*"})
            assert (again.status, again.headers["Cache-Control"]) == (304, caching)
            assert "authorization" in ",".join(again.headers.get_all("Vary")).lower()
    assert call(service, "GET", "/api/v1/categories").headers["Cache-Control"] == "public, max-age=3600"


def changes(service, paths, change, token=None):
    """Does something, after which each tag must be another, in each process."""
    tags = [tag_of(service, path, token) for path in paths]
    change()
    for path, tag in zip(paths, tags):
        for name in service.names("api"):
            assert not known(service, path, tag, token, port=service.port_of(name)), path
        assert tag_of(service, path, token) != tag


def test_a_bid_is_another_answer(service, paths, own, bidders):
    changes(service, paths, lambda: bidders[0].bid(own, 1000))
    changes(service, paths, lambda: bidders[1].bid(own, 2000, 9000))
    changes(service, paths, lambda: bidders[0].bid(own, 3000))


def test_a_like_is_another_answer_for_everybody(service, users, paths, own):
    for token in (None, users[20].token, users[21].token):
        changes(service, paths, lambda: like(users[20], own), token)
        changes(service, paths, lambda: like(users[20], own, "DELETE"), token)


def test_ones_own_likes_are_in_the_tag(service, users, paths, own):
    like(users[20], own)
    for path in paths:
        mine, others = tag_of(service, path, users[20].token), tag_of(service, path, users[21].token)
        assert mine != others and not known(service, path, others, users[20].token) and not known(service, path, mine, users[21].token)
        assert not known(service, path, mine), "nor is it what strangers see"


def test_one_like_for_another_is_another_answer(service, users, member, word):
    """The counts and the number of own likes stay; which one it is changes."""
    made = [member.open_auction(title=f"{word} {number}") for number in range(2)]
    path = f"{AUCTIONS}?q={word}"
    like(users[20], made[0])
    like(users[21], made[1])

    def swap():
        for user, old, new in ((users[20], *made), (users[21], *made[::-1])):
            like(user, old, "DELETE")
            like(user, new)

    changes(service, [path], swap, users[20].token)


def test_names_and_pictures_of_people_are_in_the_tag(service, member, paths, own, bidders):
    changes(service, paths, lambda: member.call("PATCH", "/me", {"username": new_name()}))
    [picture] = add_pictures(service, member.id, 1)
    changes(service, paths, lambda: member.call("PATCH", "/me", {"imageId": picture["id"]}))
    leader = Visitor(service).sign_up()
    leader.bid(own, 1000)
    changes(service, paths, lambda: leader.call("PATCH", "/me", {"username": new_name()}))
    assert call(service, "GET", paths[0]).json["leader"]["username"] == leader.call("GET", "/me").json["username"]


def test_the_course_of_an_auction_is_in_the_tag(service, member, word, own, paths):
    later = member.open_auction(title=word, startsAt=in_future(hours=1))
    changes(service, [paths[0], *paths[1:]], lambda: end_as_planned(service, own))
    own_paths = [f"{AUCTIONS}/{later}", *paths[1:]]
    changes(service, own_paths, lambda: member.call("PATCH", f"/auctions/{later}", {"description": "Changed"}))
    pictures = [picture["id"] for picture in add_pictures(service, member.id, 2)]
    changes(service, own_paths, lambda: member.call("PATCH", f"/auctions/{later}", {"imageIds": pictures}))
    changes(service, own_paths, lambda: member.call("PATCH", f"/auctions/{later}", {"imageIds": pictures[::-1]}))
    changes(service, own_paths, lambda: member.call("DELETE", f"/auctions/{later}"))
    changes(service, paths[1:], lambda: member.open_auction(title=word))


def test_chat_and_refused_bids_change_only_what_shows_them(service, own, word, bidders):
    path = f"{AUCTIONS}/{own}"
    changes(service, [path], lambda: bidders[0].say(own, "hello"))
    tag = tag_of(service, path)
    assert bidders[0].bid(own, 1).status == 409
    assert known(service, path, tag)


def test_conditions_are_for_reading_alone(service, member):
    auction = member.open_auction(startsAt=in_future(hours=1))
    tag = tag_of(service, f"{AUCTIONS}/{auction}", member.token)
    for condition in (tag, "*"):
        answer = member.call("PATCH", f"/auctions/{auction}", {}, headers={"If-None-Match": condition})
        assert answer.status in (200, 412) and (answer.status == 412 or answer.json["id"] == auction)


def test_an_error_has_no_tag(service):
    for path in (f"{AUCTIONS}/{2 ** 63 - 1}", f"{AUCTIONS}?limit=0"):
        answer = call(service, "GET", path, headers={"If-None-Match": "*"})
        assert answer.status in (404, 422) and "ETag" not in answer.headers
