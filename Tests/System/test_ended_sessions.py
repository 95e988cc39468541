"""A session that has ended: its sockets close with 1008, and no process takes its token any more."""
import pytest

from clients.accounts import Visitor, codes_are_sent
from clients.http import expect
from clients.service import wait_until

NEW = "another horse battery"


def change_password(visitor, member, other):
    return member.call("PUT", "/me/password", {"current": member.password, "new": NEW})


def reset_password(visitor, member, other):
    body = {"verificationToken": visitor.prove(member.number, "passwordReset"), "password": NEW}
    return visitor.call("POST", "/password-resets", body)


def reuse_a_spent_token(visitor, member, other):
    visitor.refresh(visitor.refresh(other.refresh_token).json["refreshToken"])
    return visitor.refresh(other.refresh_token)


# What happens, and whether the person's other device survives it.
ENDS = {
    "sign-out": (lambda visitor, member, other: other.call("DELETE", "/sessions/current"), True),
    "sign-out from another device": (lambda visitor, member, other: member.call("DELETE", f"/sessions/{other.session()}"), True),
    "sign-out of all others": (lambda visitor, member, other: member.call("DELETE", "/sessions"), True),
    "a new password": (change_password, True),
    "a stolen token": (reuse_a_spent_token, True),
    "a reset": (reset_password, False),
    "deletion": (lambda visitor, member, other: member.call("DELETE", "/me", {"password": member.password}), False),
    "suspension": (lambda visitor, member, other: visitor.service.run("users", "suspend", member.name), False),
}


def sockets_on_each_gateway(service, connect, member):
    return [connect(member.token, port=service.port_of(name)) for name in service.names("gateway")]


def refused_everywhere(service, connect, member):
    wait_until(member.is_signed_out_everywhere, "the token to be refused by each API process")
    for name in service.names("gateway"):
        socket = connect(port=service.port_of(name))
        wait_until(lambda: socket.ask("auth", token=member.token).get("code") == "unauthenticated", "each gateway to refuse the token")


@pytest.mark.parametrize("how", ENDS)
def test_the_end_of_a_session_reaches_its_open_sockets(service, connect, visitor, member, how):
    end, survives = ENDS[how]
    other = member.on_another_device()
    ended, own = (sockets_on_each_gateway(service, connect, device) for device in (other, member))
    stranger = connect(Visitor(service).sign_up().token)
    end(visitor, member, other)
    assert [socket.closed_with() for socket in ended] == [1008] * len(ended)
    refused_everywhere(service, connect, other)
    if survives:
        for socket in own:
            socket.ping()
        assert member.is_signed_in()
    else:
        assert [socket.closed_with() for socket in own] == [1008] * len(own)
        refused_everywhere(service, connect, member)
    stranger.ping()


def test_without_redis_the_end_comes_a_little_later(service, connect, visitor, member):
    second, third = member.on_another_device(), member.on_another_device()
    session = third.session()
    sockets = [socket for device in (member, second, third) for socket in sockets_on_each_gateway(service, connect, device)]
    with service.stopped("redis"):
        assert second.call("DELETE", "/sessions/current").status == 204
        assert member.call("DELETE", f"/sessions/{session}").status == 204
        service.run("users", "suspend", member.name)
        assert [socket.closed_with() for socket in sockets] == [1008] * len(sockets)
        for device in (member, second, third):
            wait_until(device.is_signed_out_everywhere, "each API process to refuse the token")
    wait_until(lambda: codes_are_sent(service), "the service to be whole again")


@pytest.mark.parametrize("end", [("users", "suspend"), None], ids=["suspension", "deletion"])
def test_an_operator_s_token_ends_with_its_person(service, connect, member, end):
    socket = connect(service.run("token", member.name).strip())
    if end:
        service.run(*end, member.name)
    else:
        assert member.call("DELETE", "/me", {"password": member.password}).status == 204
    assert socket.closed_with() == 1008


def test_a_renewed_token_keeps_the_socket(connect, visitor, member, auction):
    socket = connect(member.token)
    before = socket.join(auction)["seq"]
    renewed = visitor.refresh(member.refresh_token).json["accessToken"]
    reply = socket.ask("auth", token=renewed)
    assert reply["ok"] and reply["user"]["id"] == member.id
    assert socket.ask("chat", auction=auction, text="still here")["message"]["seq"] == before + 1
    assert socket.event(auction)["text"] == "still here"


def test_a_socket_lives_with_the_session_it_was_told_last(connect, member):
    other = member.on_another_device()
    socket = connect(member.token)
    assert socket.ask("auth", token=other.token)["ok"]
    assert member.call("DELETE", "/sessions/current").status == 204
    wait_until(member.is_signed_out_everywhere, "the first session to end")
    socket.ping()
    assert other.call("DELETE", "/sessions/current").status == 204
    assert socket.closed_with() == 1008


def test_a_bid_with_an_ended_token_is_refused(connect, member, auction):
    assert member.call("DELETE", "/sessions/current").status == 204
    wait_until(member.is_signed_out_everywhere, "the token to be refused")
    expect(member.call("POST", f"/auctions/{auction}/bids", {"amount": 1000}), 401, "unauthenticated")
    expect(member.call("GET", f"/auctions/{auction}"), 401, "unauthenticated")


def test_who_was_suspended_can_come_back_on_a_new_socket(service, connect, visitor, member):
    service.run("users", "suspend", member.name)
    wait_until(member.is_signed_out_everywhere, "the suspension")
    service.run("users", "restore", member.name)
    token = visitor.ask_to_sign_in(member.name).json["accessToken"]
    assert connect(token).user["id"] == member.id
    assert visitor.call("GET", "/me", token=token).status == 200
