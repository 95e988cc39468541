"""Who guesses passwords waits longer and longer; who shares an address or an account with a guesser does not suffer for good."""
import concurrent.futures

import pytest

from clients.accounts import Visitor, dialled, limited, new_name, new_number
from clients.http import expect
from clients.store import redis, stop_waiting

FREE = 10


def fail(visitor, login, times=1):
    for _ in range(times):
        expect(visitor.ask_to_sign_in(login, "not the password"), 401, "credentials.wrong")


def fail_from_everywhere(service, login, times):
    """Each time from another address, so that only the account's own bucket fills."""
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda _: fail(Visitor(service), login), range(times)):
            pass


def test_an_account_that_is_guessed_at_waits_longer_each_time(service, member):
    fail_from_everywhere(service, member.name, FREE)
    waits = []
    for _ in range(4):
        for password in (member.password, "not the password"):
            waits.append(limited(Visitor(service).ask_to_sign_in(member.number, password)))
        stop_waiting(service, f"account:{member.id}")
        fail_from_everywhere(service, member.name, 1)
    assert waits[1::2] == sorted(set(waits[1::2])) and waits[0] <= 30 and waits[-1] <= 15 * 60, waits
    assert waits[-1] > 4 * waits[0], waits


def test_a_wait_counts_no_failures(service, visitor, member):
    fail_from_everywhere(service, member.name, FREE)
    waits = [limited(visitor.ask_to_sign_in(member.name)) for _ in range(12)]
    assert waits == sorted(waits, reverse=True)
    stop_waiting(service, f"account:{member.id}")
    assert visitor.ask_to_sign_in(member.name).status == 201


def test_an_address_that_guesses_waits_whomever_it_asks_for(service, visitor, member):
    for number in range(FREE):
        fail(visitor, new_name() if number % 2 else new_number())
    for login in (member.name, new_name()):
        limited(visitor.ask_to_sign_in(login), most=30)
    assert Visitor(service).ask_to_sign_in(member.name).status == 201, "the account itself is not the guesser's"


def test_other_accounts_do_not_wait_for_one(service, visitor, member):
    other = Visitor(service).sign_up()
    fail_from_everywhere(service, member.name, FREE)
    assert visitor.ask_to_sign_in(other.name).status == 201
    limited(visitor.ask_to_sign_in(member.name))


def test_who_knows_the_password_starts_anew(service, visitor, member):
    for _ in range(2):
        fail_from_everywhere(service, member.name, FREE - 1)
        assert visitor.ask_to_sign_in(member.name).status == 201
    fail_from_everywhere(service, member.name, 1)


@pytest.mark.parametrize("login, spelling", [(new_name(), str.upper), (new_number(), dialled), ("no such name!", str)])
def test_what_nobody_is_called_waits_like_any_other(service, login, spelling):
    fail_from_everywhere(service, login, FREE)
    for asked in (login, spelling(login)):
        limited(Visitor(service).ask_to_sign_in(asked), most=30)


def test_guessing_while_signed_in_is_no_way_around(visitor, member):
    asked = [("PUT", "/me/password", {"current": "wrong one", "new": "another horse battery"}), ("DELETE", "/me", {"password": "wrong one"}),
             ("PUT", "/me/phone", {"password": "wrong one", "verificationToken": "x"})]
    for number in range(FREE):
        expect(member.call(*asked[number % 3]), 401, "credentials.wrong")
    for each in asked:
        limited(member.call(*each), most=30)
    limited(visitor.ask_to_sign_in(member.name), most=30)
    assert member.is_signed_in()


def test_who_proves_the_number_need_not_wait(service, visitor, member):
    fail_from_everywhere(service, member.name, FREE)
    limited(visitor.ask_to_sign_in(member.name))
    body = {"verificationToken": visitor.prove(member.number, "passwordReset"), "password": "another horse battery"}
    assert visitor.call("POST", "/password-resets", body).status == 204
    assert visitor.ask_to_sign_in(member.name, "another horse battery").status == 201


def test_the_memory_of_failures_fades(service, member):
    fail_from_everywhere(service, member.name, 1)
    left = int(redis(service, "PTTL", f"handsup:{{attempts}}:account:{member.id}"))
    assert 14 * 60_000 < left <= 15 * 60_000


def test_what_happened_is_noted(service, visitor, member):
    fail(visitor, member.number)
    visitor.ask_to_sign_in(member.name)
    member.call("DELETE", "/sessions")
    shown = service.run("users", "show", member.name)
    for kind in ("signUp", "signInFailed", "signIn", "sessionEnded"):
        assert kind in shown.replace("\n", " ").split(), (kind, shown)
    assert visitor.source in shown and member.source in shown and member.number in shown
