"""Signing in, staying signed in, and which devices are."""
import json

import pytest

from clients.accounts import Visitor, cookie, dialled, new_name, new_number
from clients.http import expect
from clients.service import wait_until
from clients.values import time_of
from test_sign_up import check_signed_in, spellings


def refused(answer):
    """401, and the browser is told to forget its cookie."""
    expect(answer, 401, "unauthenticated")
    assert answer.headers["Set-Cookie"] and cookie(answer) == "handsup_refresh=" and "Max-Age=0" in answer.headers["Set-Cookie"]


# Signing in


def test_the_number_or_the_name_signs_in_however_it_is_written(visitor, member):
    wide = dialled(member.number).translate({ord(digit): 0xFF10 + int(digit) for digit in "0123456789"})
    numbers = [member.number, dialled(member.number), dialled(member.number).replace("-", " "), "+82 (0)" + dialled(member.number)[1:], wide]
    for login in [member.name, *spellings(member.name), *numbers]:
        answer = visitor.ask_to_sign_in(login)
        check_signed_in(answer, member.number)
        assert answer.json["user"] == member.user


def test_each_sign_in_is_a_session_of_its_own(visitor, member):
    answers = [visitor.ask_to_sign_in(member.name).json for _ in range(3)]
    assert len({answer["accessToken"] for answer in answers} | {member.token}) == 4
    assert len({answer["refreshToken"] for answer in answers} | {member.refresh_token}) == 4
    assert len(member.sessions()) == 4


def test_a_page_s_scripts_get_no_refresh_token(visitor, member):
    answer = visitor.ask_to_sign_in(member.name, headers={"Sec-Fetch-Site": "same-origin"})
    check_signed_in(answer)
    assert "refreshToken" not in answer.json


def test_a_wrong_login_and_a_wrong_password_look_the_same(service, member):
    asked = [(member.name, "not the password"), (member.name, member.password.upper()), (member.name, ""), (member.name, "x" * 129),
             (member.number, "not the password"), (new_name(), member.password), (new_number(), member.password), ("", ""),
             ("no such login!", "x"), ("x" * 20_000, "x"), ("\u0000", "\u0000"), (f"deleted-{member.id}", member.password)]
    problems = []
    for login, password in asked:
        problem = expect(Visitor(service).ask_to_sign_in(login, password), 401, "credentials.wrong").json
        problem.pop("requestId")
        problems.append(problem)
    assert all(problem == problems[0] for problem in problems)


def test_a_sign_in_without_its_fields_is_invalid(visitor):
    for body in ({}, {"login": 1, "password": 1}, {"login": None, "password": None}, {"login": [], "password": {}}):
        assert expect(visitor.call("POST", "/sessions", body), 422, "invalid").fields == {"login", "password"}


def test_the_suspended_stay_outside_until_their_time(service, visitor, member):
    service.run("users", "suspend", member.name, "--days", "7", "--reason", "tests")
    problem = expect(visitor.ask_to_sign_in(member.name), 403, "account.suspended").json
    assert 6.9 < (time_of(problem["until"]) - time_of(member.user["createdAt"])).total_seconds() / 86_400 < 7.1
    expect(visitor.ask_to_sign_in(member.name, "not the password"), 401, "credentials.wrong")
    assert expect(visitor.refresh(member.refresh_token), 403, "account.suspended").json["until"] == problem["until"]
    wait_until(member.is_signed_out_everywhere, "the token to be refused everywhere")
    service.sql(f"UPDATE person SET suspended_at = suspended_at - interval '8 days', suspended_until = now() WHERE id = {member.id}")
    assert visitor.ask_to_sign_in(member.name).status == 201, "the week is over"


def test_a_suspension_may_be_for_good_and_be_lifted(service, visitor, member):
    service.run("users", "suspend", member.name)
    problem = expect(visitor.ask_to_sign_in(member.number), 403, "account.suspended").json
    assert "until" in problem and problem["until"] is None
    assert expect(visitor.refresh(member.refresh_token), 403, "account.suspended").json["until"] is None
    for token in garbage(member.refresh_token)[-3:]:
        refused(visitor.refresh(token))
    assert "suspended" in service.run("users", "show", member.name)
    service.run("users", "restore", member.name)
    assert visitor.ask_to_sign_in(member.name).status == 201
    refused(visitor.refresh(member.refresh_token))
    wait_until(member.is_signed_out_everywhere, "what was ended to stay so")


# Staying signed in


def test_a_refresh_token_is_exchanged_for_the_next(visitor, member):
    first = visitor.refresh(member.refresh_token)
    check_signed_in(first, member.number)
    assert first.json["refreshToken"] != member.refresh_token
    second = visitor.refresh(first.json["refreshToken"])
    check_signed_in(second, member.number)
    assert second.json["refreshToken"] not in (member.refresh_token, first.json["refreshToken"])
    for token in (first.json["accessToken"], second.json["accessToken"]):
        assert visitor.call("GET", "/me", token=token).json == member.user
    assert len(member.sessions()) == 1, "it is the same session"


def test_the_cookie_serves_as_well(visitor, member):
    sent = member.cookie
    for body in (None, {}, b""):
        answer = visitor.call("POST", "/sessions/refresh", body, headers={"Cookie": f"other=1; {sent}; more=2", "Sec-Fetch-Site": "same-origin"})
        check_signed_in(answer, member.number)
        assert "refreshToken" not in answer.json
        sent = cookie(answer)


def test_the_direct_predecessor_gets_the_same_successor_for_a_moment(visitor, member):
    successors = {visitor.refresh(member.refresh_token).json["refreshToken"] for _ in range(5)}
    assert len(successors) == 1
    assert visitor.refresh(successors.pop()).status == 201


def test_a_spent_token_ends_the_session(connect, visitor, member):
    socket = connect(member.token)
    first = visitor.refresh(member.refresh_token).json
    second = visitor.refresh(first["refreshToken"]).json
    refused(visitor.refresh(member.refresh_token))
    for token in (second["refreshToken"], first["refreshToken"], member.refresh_token):
        refused(visitor.refresh(token))
    for token in (second["accessToken"], first["accessToken"], member.token):
        wait_until(lambda: visitor.call("GET", "/me", token=token).status == 401, "the session's tokens to be refused")
    wait_until(member.is_signed_out_everywhere, "the token to be refused everywhere")
    assert socket.closed_with() == 1008


def test_the_moment_of_grace_ends(service, visitor, member):
    session = member.session()
    successor = visitor.refresh(member.refresh_token).json
    service.sql(f"UPDATE session SET rotated_at = rotated_at - interval '10 seconds' WHERE id = {session}")
    refused(visitor.refresh(member.refresh_token))
    refused(visitor.refresh(successor["refreshToken"]))


def test_other_sessions_survive_a_theft(visitor, member):
    other = member.on_another_device()
    visitor.refresh(visitor.refresh(member.refresh_token).json["refreshToken"])
    refused(visitor.refresh(member.refresh_token))
    assert other.is_signed_in() and visitor.refresh(other.refresh_token).status == 201


def garbage(token):
    session, _, secret = token.partition(".")
    return ["", "x", ".", "..", session, f"{session}.", f"{session}.x", f".{secret}", f"0.{secret}", f"-1.{secret}", f"{2 ** 62}.{secret}",
            f"{2 ** 70}.{secret}", f"{session}.{secret}.", f"{session}.{secret}x", f"{session}.{secret[:-1]}", f"{session}.{'A' * 86}",
            f" {token}", f"{token} ", f"+{token}", token.replace(".", ":"), "\u0000", "가" * 30, "x" * 60_000, f"{session}.{secret[::-1]}"]


def test_what_is_no_refresh_token_is_refused_and_harms_nobody(visitor, member):
    for token in garbage(member.refresh_token):
        refused(visitor.refresh(token))
        if token.isascii() and token.isprintable() and len(token) < 3000:
            refused(visitor.call("POST", "/sessions/refresh", headers={"Cookie": f"handsup_refresh={token.strip()}x"}))
    refused(visitor.call("POST", "/sessions/refresh"))
    refused(visitor.call("POST", "/sessions/refresh", {}))
    refused(visitor.refresh(member.token))
    assert visitor.refresh(member.refresh_token).status == 201


def test_a_body_that_cannot_be_read_does_not_fall_back_on_the_cookie(visitor, member):
    headers = {"Cookie": member.cookie}
    expect(visitor.call("POST", "/sessions/refresh", b"{", headers=headers), 400, "malformed")
    expect(visitor.call("POST", "/sessions/refresh", b"{}", headers=headers | {"Content-Type": "text/plain"}), 415, "unsupportedMediaType")
    for value in (1, True, [], {}):
        assert expect(visitor.refresh(value, headers=headers), 422, "invalid").fields == {"refreshToken"}
    refused(visitor.refresh("x", headers=headers))
    assert visitor.refresh(member.refresh_token).status == 201, "the cookie's token was not touched"


def test_a_session_does_not_last_for_ever(service, visitor, member):
    service.sql(f"UPDATE session SET expires_at = clock_timestamp() WHERE id = {member.session()}")
    refused(visitor.refresh(member.refresh_token))
    assert member.sessions() == []


def test_a_session_ends_thirty_days_after_its_beginning_however_it_is_used(service, visitor, member):
    service.sql(f"UPDATE session SET created_at = now() - interval '30 days' + interval '1 hour', expires_at = now() + interval '1 hour'"
                f" WHERE id = {member.session()}")
    answer = visitor.refresh(member.refresh_token)
    [age] = [int(part[8:]) for part in answer.headers["Set-Cookie"].split("; ") if part.startswith("Max-Age=")]
    assert answer.status == 201 and 0 < age <= 3600


# Which devices are signed in


def test_the_devices_are_listed(service, member):
    visitor = Visitor(service)
    answer = visitor.ask_to_sign_in(member.name, headers={"User-Agent": "Phone of a test/1.0 \t" + "x" * 1000})
    items = member.sessions()
    assert [item["current"] for item in items] == [False, True]
    assert all(item.keys() == {"id", "device", "address", "createdAt", "lastSeenAt", "current"} for item in items)
    phone, own = items
    assert phone["device"].startswith("Phone of a test/1.0") and len(phone["device"]) <= 200
    assert (phone["address"], own["address"]) == (visitor.source, member.source)
    assert all(time_of(item["createdAt"]) <= time_of(item["lastSeenAt"]) for item in items)
    again = Visitor(service)
    again.refresh(answer.json["refreshToken"], headers={"User-Agent": "Another"})
    newest = member.sessions()[0]
    assert (newest["id"], newest["device"], newest["address"]) == (phone["id"], "Another", again.source)
    assert time_of(newest["lastSeenAt"]) > time_of(phone["lastSeenAt"]) and newest["createdAt"] == phone["createdAt"]


def test_a_device_is_ended_from_another(visitor, member):
    other = member.on_another_device()
    answer = member.call("DELETE", f"/sessions/{other.session()}")
    assert (answer.status, answer.body) == (204, b"") and "Set-Cookie" not in answer.headers
    wait_until(other.is_signed_out_everywhere, "the token to be refused everywhere")
    refused(visitor.refresh(other.refresh_token))
    assert member.is_signed_in() and len(member.sessions()) == 1


def test_all_other_devices_are_ended_at_once(member):
    others = [member.on_another_device() for _ in range(3)]
    assert member.call("DELETE", "/sessions").status == 204
    for other in others:
        wait_until(other.is_signed_out_everywhere, "the token to be refused everywhere")
        refused(other.refresh(other.refresh_token))
    assert [item["current"] for item in member.sessions()] == [True]
    assert member.call("DELETE", "/sessions").status == 204


@pytest.mark.parametrize("path", ["/sessions/current", "/sessions/{}"])
def test_signing_out_ends_the_session_and_clears_the_cookie(member, path):
    other = member.on_another_device()
    answer = member.call("DELETE", path.format(member.session()))
    assert (answer.status, answer.body) == (204, b"")
    assert cookie(answer) == "handsup_refresh=" and {"Max-Age=0", "Path=/api/v1/sessions", "Secure", "HttpOnly"} <= set(
        answer.headers["Set-Cookie"].split("; "))
    wait_until(member.is_signed_out_everywhere, "the token to be refused everywhere")
    refused(member.refresh(member.refresh_token))
    assert other.is_signed_in()


def test_only_own_sessions_can_be_ended(service, member):
    stranger = Visitor(service).sign_up()
    own = member.session()
    for session in (own, 0, -1, 2 ** 62, 2 ** 64, "x", f"{own}x", f"0x{own}"):
        expect(stranger.call("DELETE", f"/sessions/{session}"), 404, "notFound")
    assert member.is_signed_in()
    other = member.on_another_device()
    session = other.session()
    assert member.call("DELETE", f"/sessions/{session}").status == 204
    expect(member.call("DELETE", f"/sessions/{session}"), 404, "notFound")


def test_a_token_of_an_operator_has_no_session(service, visitor, member):
    token = service.run("token", member.name).strip()
    assert visitor.call("GET", "/me", token=token).json == member.user
    assert [item["current"] for item in visitor.call("GET", "/sessions", token=token).json["items"]] == [False]
    assert visitor.call("DELETE", "/sessions/current", token=token).status == 204
    assert visitor.call("GET", "/me", token=token).status == 200 and member.is_signed_in()
    assert visitor.call("DELETE", "/sessions", token=token).status == 204
    wait_until(member.is_signed_out_everywhere, "all devices to be signed out")


def test_nobody_has_more_than_fifty_devices(service, visitor, member):
    service.sql(f"INSERT INTO session (person_id, family, token, device, address, last_seen_at, expires_at)"
                f" SELECT {member.id}, sha256('x'), sha256('y'), '', '', now() - n * interval '1 hour', now() + interval '1 day'"
                f" FROM generate_series(1, 49) AS n")
    assert len(member.sessions()) == 50
    assert visitor.ask_to_sign_in(member.name).status == 201
    seen = [time_of(item["lastSeenAt"]) for item in member.sessions()]
    assert len(seen) == 50 and (seen[0] - seen[-1]).total_seconds() < 48.5 * 3600, "the one unused longest has ended"


def test_no_answer_of_a_session_is_kept_by_a_cache(visitor, member):
    answers = [visitor.ask_to_sign_in(member.name), visitor.refresh(member.refresh_token), member.call("GET", "/sessions"), member.call("GET", "/me")]
    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store"] * 4
    assert json.dumps(member.sessions()).count(member.refresh_token) == 0
