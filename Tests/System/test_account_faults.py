"""Accounts while parts are away or die: a clear refusal, nothing half-done, and on as before when they are back."""
import concurrent.futures
import threading
import time

import pytest

from clients.accounts import Visitor, codes_are_sent, new_name, new_number
from clients.http import expect
from clients.recorder import LOST
from clients.service import wait_until

NEW = "another horse battery"


def wait_for_all(service):
    wait_until(lambda: service.ready() and codes_are_sent(service), "the service to be whole again", 60)


@pytest.fixture(autouse=True)
def whole(service):
    yield
    wait_for_all(service)


def unavailable(answer):
    expect(answer, 503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def what_needs_a_guard(visitor, member):
    yield lambda: visitor.ask_for_code(new_number())
    yield lambda: visitor.ask_to_sign_in(member.name)
    yield lambda: visitor.ask_to_sign_in(member.name, "not the password")
    yield lambda: visitor.ask_to_sign_in(new_name())
    yield lambda: member.call("PUT", "/me/password", {"current": member.password, "new": NEW})
    yield lambda: member.call("DELETE", "/me", {"password": member.password})


def test_without_redis_nobody_is_let_through_unguarded(service, visitor, member):
    id, code = visitor.sent_code(new_number())
    reset = {"verificationToken": visitor.prove(member.number, "passwordReset"), "password": NEW}
    with service.stopped("redis"):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            for answer in pool.map(lambda ask: ask(), what_needs_a_guard(visitor, member)):
                unavailable(answer)
        assert member.is_signed_in(), "who is signed in stays so"
        renewed = visitor.refresh(member.refresh_token)
        assert renewed.status == 201
        proof = visitor.check(id, code).json["verificationToken"]
        assert visitor.ask_to_sign_up(proof).status == 201
    wait_for_all(service)
    assert visitor.ask_to_sign_in(member.name).status == 201, "nothing was changed"
    with service.stopped("redis"):
        assert visitor.call("POST", "/password-resets", reset).status == 204, "the proof of the number is guard enough"
    wait_for_all(service)
    assert visitor.ask_to_sign_in(member.name, NEW).status == 201


def test_a_redis_that_begins_anew_is_enough(service, visitor, member):
    service.kill("redis")
    wait_for_all(service)
    assert visitor.ask_to_sign_in(member.name).status == 201
    assert Visitor(service).sign_up().is_signed_in()


def what_needs_the_database(visitor, member, number):
    yield lambda: visitor.ask_for_code(number, timeout=60)
    yield lambda: visitor.ask_to_sign_in(member.name, timeout=60)
    yield lambda: visitor.refresh(member.refresh_token, timeout=60)
    yield lambda: member.call("GET", "/me", timeout=60)
    yield lambda: member.call("PATCH", "/me", {"username": new_name()}, timeout=60)
    yield lambda: visitor.call("GET", f"/usernames/{new_name()}", timeout=60)
    yield lambda: member.call("DELETE", "/sessions/current", timeout=60)


def test_without_postgres_the_answer_is_503_and_nothing_is_half_done(service, connect, visitor, member):
    number, proof = new_number(), visitor.prove(new_number())
    socket = connect(member.token)
    with service.stopped("postgres"):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            asked = pool.submit(visitor.ask_to_sign_up, proof, timeout=60)
            for answer in pool.map(lambda ask: ask(), what_needs_the_database(visitor, member, number)):
                unavailable(answer)
            unavailable(asked.result())
        socket.ping()
    wait_for_all(service)
    assert visitor.ask_for_code(number).status == 202, "nothing was counted"
    assert visitor.ask_to_sign_up(proof).status == 201, "the proof was not used"
    assert member.call("GET", "/me").json == member.user
    assert visitor.refresh(member.refresh_token).status == 201
    socket.ping()


def test_a_process_that_begins_later_knows_who_was_signed_out_before(service, connect, member):
    other = member.on_another_device()
    assert other.call("DELETE", "/sessions/current").status == 204
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for _ in pool.map(service.kill, ("api-1", "api-2", "gateway-1", "gateway-2")):
            pass
    wait_until(service.ready, "the service to be whole again", 60)
    wait_until(other.is_signed_out_everywhere, "the ended session's token to be refused")
    for name in service.names("gateway"):
        assert connect(port=service.port_of(name)).ask("auth", token=other.token)["code"] == "unauthenticated"
        assert connect(member.token, port=service.port_of(name)).user["id"] == member.id
    assert member.is_signed_in()


def test_a_killed_process_leaves_no_half_account(service):
    """An account is there exactly if its sign-up can sign in; who got no answer asks again with the same proof."""
    found, trouble, over = [], [], threading.Event()

    def sign_up_again_and_again():
        while not over.is_set():
            visitor, number = Visitor(service), new_number()
            try:
                proof = visitor.prove(number)
            except (*LOST, AssertionError, KeyError):
                continue  # killed before there was a proof
            answer, end = None, time.monotonic() + 40
            while time.monotonic() < end and (answer is None or answer.status == 503):
                try:
                    answer = visitor.ask_to_sign_up(proof)
                except LOST:
                    answer = None
                if answer is None or answer.status == 503:
                    time.sleep(0.05)  # both processes may be dead until one is started again
            if answer is None or answer.status not in (201, 409):
                trouble.append(answer)
            found.append((number, answer))

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        crowd = [pool.submit(sign_up_again_and_again) for _ in range(6)]
        try:
            for name in ("api-1", "api-2"):
                wanted = len(found) + 5
                wait_until(lambda: len(found) >= wanted, "sign-ups to go on", 40)
                service.kill(name)
        finally:
            over.set()
        for each in crowd:
            each.result()
    assert not trouble, trouble[:3]
    visitor = Visitor(service)
    for number, answer in found:
        assert answer.status == 201 or answer.code == "phone.taken", answer
        assert visitor.ask_to_sign_in(number).status == 201, (number, answer)
    listed = ",".join(f"'{number}'" for number, _ in found)
    assert service.sql(f"SELECT count(*), count(DISTINCT phone) FROM person WHERE phone IN ({listed})") == [[str(len(found))] * 2]
    assert service.sql(f"SELECT count(*) FROM person WHERE phone IN ({listed})"
                       f" AND NOT EXISTS (SELECT FROM session WHERE person_id = person.id)") == [["0"]]
