"""Methods, media types, tokens, broken bodies and hostile values at the addresses of accounts."""
import http.client
import json

import pytest

from clients.accounts import Visitor
from clients.http import assert_problem, call, expect, raw, status_of
from test_bad_input import WRONG, is_refusal
from test_http_contract import NOT_JSON, bad_credentials

# Bodies of the right form that change nothing.
ANONYMOUS = {
    ("POST", "/phone-verifications"): {"phone": "010-1", "purpose": "signUp"},
    ("POST", "/phone-verifications/AAAAAAAAAAAAAAAAAAAAAA/check"): {"code": "123456"},
    ("POST", "/users"): {"username": "somebody", "password": "correct horse battery", "verificationToken": "x"},
    ("POST", "/sessions"): {"login": "nobody is called so", "password": "correct horse battery"},
    ("POST", "/sessions/refresh"): {"refreshToken": "x"},
    ("POST", "/password-resets"): {"verificationToken": "x", "password": "correct horse battery"},
}
SIGNED_IN = {
    ("PATCH", "/me"): {"username": "admin", "imageId": 1},
    ("DELETE", "/me"): {"password": "wrong"},
    ("PUT", "/me/password"): {"current": "wrong", "new": "correct horse battery"},
    ("PUT", "/me/phone"): {"verificationToken": "x", "password": "wrong"},
}
BODIES = ANONYMOUS | SIGNED_IN
WITHOUT_BODY = [("GET", "/me"), ("GET", "/sessions"), ("DELETE", "/sessions"), ("DELETE", "/sessions/current"), ("DELETE", "/sessions/1")]
METHODS = {
    "/phone-verifications": {"POST"}, "/phone-verifications/x/check": {"POST"}, "/usernames/somebody": {"GET"}, "/users": {"POST"},
    "/users/1": {"GET"}, "/sessions": {"GET", "POST", "DELETE"}, "/sessions/refresh": {"POST"}, "/sessions/current": {"DELETE"},
    "/sessions/1": {"DELETE"}, "/me": {"GET", "PATCH", "DELETE"}, "/me/password": {"PUT"}, "/me/phone": {"PUT"}, "/password-resets": {"POST"},
}


@pytest.fixture(scope="module")
def somebody(service):
    """The token of a member whose password is guessed at here."""
    return Visitor(service).sign_up().token


def ask(visitor, end, body, **options):
    return visitor.call(*end, body, **options)


@pytest.mark.parametrize("path", METHODS)
def test_a_wrong_method_names_the_right_ones(visitor, path):
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "BREW"} - METHODS[path]:
        answer = visitor.call(method, path, {})
        if (method, path) == ("DELETE", "/sessions/refresh"):
            continue  # a session that is not there
        expect(answer, 405, "methodNotAllowed")
        assert METHODS[path] <= {each.strip() for each in answer.headers["Allow"].split(",")}


@pytest.mark.parametrize("path", ["/me", "/sessions", "/users/{}", "/usernames/somebody"])
def test_head_answers_as_get_without_a_body(member, path):
    head, get = (member.call(method, path.format(member.id)) for method in ("HEAD", "GET"))
    assert (head.status, head.body, get.status) == (200, b"", 200) and head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize("path", ["/phone-verifications/x", "/phone-verifications/x/check/y", "/usernames", "/usernames/a/b", "/users/1/phone", "/me/",
                                  "/me/name", "/sessions/1/2", "/password-resets/1", "/password", "/user/1"])
def test_what_is_not_there_is_not_found(visitor, path):
    for method in ("GET", "POST"):
        expect(visitor.call(method, path, {}), 404, "notFound")


@pytest.mark.parametrize("end", [*SIGNED_IN, *WITHOUT_BODY], ids=" ".join)
def test_what_is_one_s_own_needs_a_token(visitor, end):
    expect(ask(visitor, end, BODIES.get(end)), 401, "unauthenticated")


@pytest.mark.parametrize("end", [*BODIES, *WITHOUT_BODY, ("GET", "/users/1"), ("GET", "/usernames/somebody")], ids=" ".join)
def test_a_bad_token_is_refused_everywhere(visitor, users, end):
    for flaw in ("nonsense", "forged", "another scheme", "huge"):
        headers = {"Authorization": bad_credentials(users[0].token)[flaw]}
        expect(ask(visitor, end, BODIES.get(end), headers=headers), 401, "unauthenticated")


@pytest.mark.parametrize("end", BODIES, ids=" ".join)
def test_a_body_that_is_not_json_is_malformed(service, somebody, end):
    for body in NOT_JSON:
        if not body and end[1] == "/sessions/refresh":
            continue  # there the cookie may stand for it
        expect(ask(Visitor(service), end, body, token=somebody), 400, "malformed")


@pytest.mark.parametrize("end", BODIES, ids=" ".join)
def test_another_media_type_is_refused(service, somebody, end):
    for media in (None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"):
        answer = ask(Visitor(service), end, b"{}", token=somebody, headers={"Content-Type": media})
        expect(answer, 415, "unsupportedMediaType")


@pytest.mark.parametrize("end", BODIES, ids=" ".join)
def test_a_body_that_is_too_large_is_refused(service, somebody, end):
    body = b'{"password":"' + b"x" * (1 << 20) + b'"}'
    expect(ask(Visitor(service), end, body, token=somebody), 413, "tooLarge")


@pytest.mark.parametrize("end, field", [(end, field) for end, body in BODIES.items() for field in body], ids=str)
def test_no_wrong_value_of_a_field_breaks_anything(service, somebody, end, field):
    for what, value in WRONG.items():
        if end == ("PATCH", "/me") and field == "imageId" and value in ("null",):
            continue
        body = json.dumps(BODIES[end] | {field: "HERE"}).replace('"HERE"', value).encode()
        answer = ask(Visitor(service), end, body, token=somebody if end in SIGNED_IN else None)
        if answer.status == 429:
            break  # enough wrong passwords
        is_refusal(answer)


@pytest.mark.parametrize("end", BODIES, ids=" ".join)
def test_no_body_breaks_anything(service, somebody, end):
    deep = '{"a":' * 10_000 + "1" + "}" * 10_000
    for body in (b"null", b"[]", b"5", b'"x"', b'{"":1}', b'{"\\ud800":1}', f'{{"x":{deep}}}'.encode(), '{"text":"x"}'.encode("utf-16"), b"\xff" * 100):
        answer = ask(Visitor(service), end, body, token=somebody if end in SIGNED_IN else None)
        if (end, answer.status) == (("PATCH", "/me"), 200):
            continue  # an object without a known field
        is_refusal(answer)


@pytest.mark.parametrize("target", ["/usernames/%", "/usernames/%zz", "/usernames/%00", "/usernames/%ff%fe", "/usernames/%ed%a0%80", "/usernames/%2e%2e",
                                    "/usernames/a%2fb", "/usernames/" + "a" * 3500, "/usernames/%F0%9F%91%8B", "/users/%00", "/users/+1", "/users/%D9%A3",
                                    "/sessions/%00", "/phone-verifications/%ff/check", "/phone-verifications/" + "a" * 3500 + "/check"])
def test_no_path_breaks_anything(service, target):
    for port in (None, service.port_of("api-1")):
        said = raw(service, f"GET /api/v1{target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(), port=port)
        assert status_of(said) in range(400, 500), (target, said[:200])


def test_odd_headers_break_nothing(service, member):
    names = ("Cookie", "User-Agent", "Sec-Fetch-Site", "X-Real-IP", "X-Forwarded-For", "Content-Type", "Idempotency-Key", "Origin")
    values = ("", "\x7f", "\xff\xfe", "x" * 3000, ", ,", "'\";--", "%00", "handsup_refresh", "handsup_refresh=", "handsup_refresh=x; handsup_refresh=y",
              ";;;=;handsup_refresh=", "::1", "999.1.1.1", "fe80::1%eth0")
    for port in (None, service.port_of("api-1")):
        for name in names:
            for value in values:
                connection = http.client.HTTPConnection(service.host, port or service.port, timeout=20, source_address=(member.source, 0))
                connection.request("POST", "/api/v1/sessions/refresh", b"{}", {"Content-Type": "application/json", name: value})
                assert connection.getresponse().status in (400, 401, 415, 431), (name, value)
                connection.close()


def test_a_visitor_cannot_choose_the_address_that_counts(service, member):
    visitor = Visitor(service)
    for header in ("X-Real-IP", "X-Forwarded-For", "Forwarded", "X-Client-IP"):
        visitor.ask_to_sign_in(member.name, headers={header: "203.0.113.7"})
    assert {item["address"] for item in member.sessions()} == {visitor.source, member.source}


def test_what_a_device_calls_itself_is_kept_as_text(service, member):
    odd = "<script>alert(1)</script>\"'\\ \u00e9"
    Visitor(service).ask_to_sign_in(member.name, headers={"User-Agent": odd.encode().decode("latin-1")})
    Visitor(service).ask_to_sign_in(member.name, headers={"User-Agent": "\xff\xfe bytes"})
    devices = [item["device"] for item in member.sessions()]
    assert odd in devices and len(devices) == 3


def test_a_problem_names_no_secret(visitor, member):
    secret = "a secret that nobody sees"
    for path, body in (("/sessions", {"login": secret, "password": secret}), ("/users", {"username": secret, "password": secret, "verificationToken": secret}),
                       ("/password-resets", {"verificationToken": secret, "password": secret}), ("/sessions/refresh", {"refreshToken": secret})):
        answer = visitor.call("POST", path, body)
        assert_problem(answer)
        assert secret.encode() not in answer.body


def test_a_foreign_page_cannot_read_or_use_sessions(service, member):
    """No CORS headers: a script of another origin never sees an answer, and `SameSite` keeps the cookie from its requests."""
    preflight = call(service, "OPTIONS", "/api/v1/sessions/refresh", source=member.source,
                     headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"})
    answer = member.refresh(member.refresh_token, headers={"Origin": "https://evil.example"})
    for each in (preflight, answer):
        assert not [name for name in each.headers if name.lower().startswith("access-control-")]
