"""Leaving: what tells of a person goes at once, what others rely on stays."""
import pytest

from clients.accounts import Visitor, cookie
from clients.http import expect
from clients.realtime import gapless
from clients.rooms import log, read
from clients.service import wait_until
from clients.values import in_future


def leave(member, password=None):
    return member.call("DELETE", "/me", {"password": password or member.password})


@pytest.fixture
def others(service):
    return [Visitor(service).sign_up() for _ in range(2)]


def test_who_leaves_is_gone(service, visitor, member):
    other = member.on_another_device()
    answer = leave(member)
    assert (answer.status, answer.body) == (204, b"") and cookie(answer) == "handsup_refresh="
    for device in (member, other):
        wait_until(device.is_signed_out_everywhere, "each device to be signed out")
        expect(device.refresh(device.refresh_token), 401, "unauthenticated")
    expect(visitor.call("GET", f"/users/{member.id}"), 404, "notFound")
    for login in (member.name, member.number, f"deleted-{member.id}"):
        expect(visitor.ask_to_sign_in(login), 401, "credentials.wrong")


def test_name_and_number_are_free_again(visitor, member):
    assert leave(member).status == 204
    again = visitor.sign_up(member.name, number=member.number)
    assert again.id != member.id


def test_leaving_needs_the_password(visitor, member):
    expect(leave(member, "not the password"), 401, "credentials.wrong")
    for body in ({}, {"password": 5}, {"password": None}):
        assert expect(member.call("DELETE", "/me", body), 422, "invalid").fields == {"password"}
    expect(visitor.call("DELETE", "/me", {"password": member.password}), 401, "unauthenticated")
    assert member.is_signed_in()


def test_who_sells_in_a_live_auction_stays(service, member):
    auction, upcoming = member.open_auction(), member.open_auction(startsAt=in_future(hours=1))
    assert expect(leave(member), 409, "account.selling").json["auction"] == auction
    assert member.is_signed_in() and read(service, upcoming)["status"] == "upcoming", "nothing was begun"
    service.end_auctions([auction])
    wait_until(lambda: leave(member).status == 204, "the way out after the end")
    assert read(service, auction)["status"] == "ended" and read(service, auction)["seller"]["username"] == f"deleted-{member.id}"


def test_who_leads_a_live_auction_stays(service, member, others):
    auction = others[0].open_auction()
    member.bid(auction, 1000)
    assert expect(leave(member), 409, "account.leading").json["auction"] == auction
    others[1].bid(auction, 2000)
    assert leave(member).status == 204
    state = read(service, auction)
    assert state["leader"]["username"] == others[1].name and state["bidCount"] == 2


def test_auctions_that_have_not_begun_are_cancelled(service, connect, member):
    auction = member.open_auction(startsAt=in_future(hours=1))
    socket = connect()
    socket.join(auction)
    assert leave(member).status == 204
    assert socket.event(auction)["kind"] == "cancelled"
    state, events = read(service, auction), log(service, auction)
    assert state["status"] == "cancelled" and state["seller"]["username"] == f"deleted-{member.id}"
    assert gapless(events, after=0) and events[-1]["kind"] == "cancelled" and events[-1]["seq"] == state["seq"]


def test_what_they_did_stays_under_another_name(service, connect, member, others):
    owner, rival = others
    auction = owner.open_auction()
    member.bid(auction, 1000)
    quote = f'"id":{member.id},"username":"{member.name}","imageUrl":null'
    assert rival.call("POST", f"/auctions/{auction}/messages", {"text": quote}).status == 201
    assert member.call("POST", f"/auctions/{auction}/messages", {"text": "goodbye"}).status == 201
    rival.bid(auction, 2000)
    before = log(service, auction)
    assert leave(member).status == 204

    name, nobody = f"deleted-{member.id}", {"id": member.id, "username": f"deleted-{member.id}", "imageUrl": None, "mannerScore": 50}
    events = log(service, auction)
    assert [event["seq"] for event in events] == [event["seq"] for event in before]
    bids = [event for event in events if event["kind"] == "bid"]
    assert bids[0]["bidder"] == bids[0]["leader"] == nobody and bids[1]["bidder"]["username"] == rival.name
    lines = [event for event in events if event["kind"] == "chat"]
    assert lines[0]["text"] == quote and lines[0]["author"]["username"] == rival.name, "what others wrote is theirs"
    assert lines[1]["author"] == nobody and lines[1]["text"] == "goodbye"
    for old, new in zip(before, events):
        for part in ("bidder", "leader", "author"):
            old.pop(part, None), new.pop(part, None)
        assert old == new
    history = Visitor(service).call("GET", f"/auctions/{auction}/bids").json["items"]
    assert [bid["bidder"]["username"] for bid in history] == [rival.name, name]
    messages = Visitor(service).call("GET", f"/auctions/{auction}/messages").json["items"]
    assert {message["author"]["username"] for message in messages} == {rival.name, name}
    recovered = connect().join(auction, after=0)["events"]
    assert recovered == log(service, auction)


def test_a_winner_may_leave_afterwards(service, member, others):
    auction = others[0].open_auction()
    member.bid(auction, 1000)
    service.end_auctions([auction])
    wait_until(lambda: read(service, auction)["status"] == "ended", "the end")
    assert leave(member).status == 204
    last = log(service, auction)[-1]
    assert last["kind"] == "ended" and last["winner"]["username"] == f"deleted-{member.id}" and last["price"] == 1000
    assert read(service, auction)["leader"]["username"] == f"deleted-{member.id}"


def test_nothing_in_the_database_tells_who_it_was(service, member, others):
    auction = others[0].open_auction()
    member.bid(auction, 1000)
    member.call("POST", f"/auctions/{auction}/messages", {"text": "hello"})
    others[1].bid(auction, 2000)
    assert member.call("PATCH", "/me", {"username": member.name + "_x"}).status == 200
    assert Visitor(service, member.source).ask_to_sign_in(member.number, "not the password").status == 401
    assert leave(member).status == 204
    secrets = "|".join(text.replace(".", "[.]") for text in (member.name, member.number[3:], member.source))
    tables = [table for [table] in service.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    found = service.sql(" UNION ALL ".join(f"SELECT '{table}', t::text FROM \"{table}\" AS t WHERE t::text ~ '{secrets}'" for table in tables))
    assert found == []


def test_who_left_can_do_nothing_with_what_is_left(service, visitor, connect, member):
    operator = service.run("token", member.name).strip()
    proof = visitor.prove(member.number, "passwordReset")
    assert leave(member).status == 204
    body = {"verificationToken": proof, "password": "another horse battery"}
    assert visitor.call("POST", "/password-resets", body).status in (404, 410)
    for token in (operator, member.token):
        wait_until(lambda: visitor.call("GET", "/me", token=token).status == 401, "the token to be refused")
        assert connect().ask("auth", token=token)["code"] == "unauthenticated"
        assert visitor.call("POST", "/auctions", {"title": "x y", "description": "", "category": "books", "startPrice": 1}, token=token).status in (401, 403)
