"""Access tokens: only the service's own, for as long as they say."""
import time

import pytest

from clients.http import call
from clients.tokens import encode, signed


@pytest.fixture
def person(connect, users):
    return connect(users[45].token).user


def status(service, token):
    return call(service, "GET", "/api/v1/categories", token=token).status


def test_a_token_signed_with_the_service_s_key_is_good(service, connect, person):
    token = signed(service, person["id"])
    assert status(service, token) == 200
    assert connect(token).user == person


@pytest.mark.parametrize("flaw", [
    {"exp": int(time.time()) - 1}, {"exp": 0}, {"exp": -1}, {"exp": None}, {"exp": "never"}, {"exp": 10 ** 30}, {"aud": "another"},
    {"aud": None}, {"sub": None}, {"sub": ""}, {"sub": "0"}, {"sub": "-1"}, {"sub": "demo1"}, {"sub": "9" * 30}, {"sid": "x"},
    {"header": {"alg": "none"}}, {"header": {"alg": "HS512"}}, {"header": {"alg": None}}, {"header": {"kid": "unknown"}},
    {"header": {"kid": None}}, {"header": {"kid": "../token-keys"}}, {"key": b"x" * 32}, {"key": b"\0" * 32}])
def test_a_token_with_a_flaw_is_refused(service, connect, person, flaw):
    token = signed(service, person["id"], **flaw)
    assert status(service, token) == 401
    assert connect().ask("auth", token=token)["code"] == "unauthenticated"


def test_a_token_without_a_signature_is_refused(service, person):
    head, body, code = signed(service, person["id"]).split(".")
    nothing = encode(b'{"alg":"none","typ":"JWT"}')
    for token in (f"{head}.{body}", f"{head}.{body}.", f"{nothing}.{body}.", f"{nothing}.{body}.{code}", f"{head}.{body}.{code}.{code}",
                  f"{head}..{code}", f".{body}.{code}", f"{head}.{body}.{code}="):
        assert status(service, token) == 401, token


def test_a_token_of_somebody_who_does_not_exist_does_nothing(service, connect, auction):
    token = signed(service, 2 ** 40)
    assert connect().ask("auth", token=token)["code"] == "unauthenticated"
    for path, body in ((f"/api/v1/auctions/{auction}/bids", {"amount": 1000}), (f"/api/v1/auctions/{auction}/messages", {"text": "boo"})):
        assert call(service, "POST", path, body, token=token).status in (401, 403)


def test_a_socket_may_renew_its_token(service, connect, person):
    socket = connect(signed(service, person["id"], exp=int(time.time()) + 60))
    renewed = socket.ask("auth", token=signed(service, person["id"], exp=int(time.time()) + 3600))
    assert renewed["ok"] and renewed["user"] == person
