"""Many at once, at both processes of the API: of what there is one of, one gets it."""
import collections
import concurrent.futures
import itertools

import pytest

from clients.accounts import Visitor, new_name, new_number, until_taken

CROWD = 20


@pytest.fixture
def at_once(service):
    """Runs `ask(number, port)` for a crowd, alternating between the processes; the answers in order."""
    ports = itertools.cycle([service.port_of(name) for name in service.names("api")])

    def run(ask):
        with concurrent.futures.ThreadPoolExecutor(CROWD) as pool:
            return list(pool.map(lambda each: until_taken(lambda: ask(*each)), zip(range(CROWD), ports)))

    return run


def outcomes(answers):
    return collections.Counter("201" if answer.status == 201 else answer.code for answer in answers)


def test_one_number_makes_one_account(service, visitor, at_once):
    number = new_number()
    proofs = [visitor.prove(number) for _ in range(3)]
    answers = at_once(lambda n, port: Visitor(service).ask_to_sign_up(proofs[n % 3], port=port))
    found = outcomes(answers)
    assert found["201"] == 1 and set(found) <= {"201", "phone.taken", "verification.expired"}, found
    [winner] = [answer.json["user"] for answer in answers if answer.status == 201]
    assert visitor.ask_to_sign_in(number).json["user"] == winner
    assert service.sql(f"SELECT count(*) FROM person WHERE phone = '{number}'") == [["1"]]


def test_one_name_makes_one_account(service, at_once):
    name = new_name()
    visitors = [Visitor(service) for _ in range(CROWD)]
    proofs = [visitor.prove(new_number()) for visitor in visitors]
    found = outcomes(at_once(lambda n, port: visitors[n].ask_to_sign_up(proofs[n], name if n % 2 else name.upper(), port=port)))
    assert found == {"201": 1, "username.taken": CROWD - 1}
    loser = next(n for n in range(CROWD) if visitors[n].ask_to_sign_up(proofs[n]).status == 201)
    assert loser in (0, 1), "who lost the race can still use the proof under another name"


def test_one_proof_makes_one_account(service, visitor, at_once):
    proof = visitor.prove(new_number())
    found = outcomes(at_once(lambda n, port: Visitor(service).ask_to_sign_up(proof, port=port)))
    assert found["201"] == 1 and set(found) <= {"201", "phone.taken", "verification.expired"}, found


def test_a_new_name_goes_to_one(service, at_once):
    name = new_name()
    members = [Visitor(service).sign_up() for _ in range(4)]
    answers = at_once(lambda n, port: members[n % 4].call("PATCH", "/me", {"username": name}, port=port))
    assert {answer.status for answer in answers} == {200, 409}
    assert len({n % 4 for n, answer in enumerate(answers) if answer.status == 200}) == 1


def test_a_new_number_goes_to_one(service, visitor, at_once):
    number = new_number()
    members = [Visitor(service).sign_up() for _ in range(3)]
    proofs = [visitor.prove(number, "phoneChange") for _ in members]
    answers = at_once(lambda n, port: members[n % 3].call(
        "PUT", "/me/phone", {"verificationToken": proofs[n % 3], "password": members[n % 3].password}, port=port))
    assert [answer.status for answer in answers].count(204) == 1, answers
    assert {answer.code for answer in answers if answer.status != 204} <= {"phone.taken", "verification.expired"}
    assert visitor.ask_to_sign_in(number).status == 201


def test_a_refresh_token_has_one_successor(visitor, member, at_once):
    token = member.refresh_token
    for _ in range(3):
        answers = at_once(lambda n, port: visitor.refresh(token, port=port))
        assert {answer.status for answer in answers} == {201}
        [token] = {answer.json["refreshToken"] for answer in answers}
    assert visitor.refresh(token).status == 201 and member.is_signed_in()


def test_a_code_is_answered_once(visitor, at_once):
    id, code = visitor.sent_code(new_number())
    found = collections.Counter(answer.status for answer in at_once(lambda n, port: visitor.check(id, code, port=port)))
    assert found == {200: 1, 410: CROWD - 1}


def test_guesses_side_by_side_are_all_counted(visitor, at_once):
    id, code = visitor.sent_code(new_number())
    wrong = [f"{(int(code) + step) % 1_000_000:06}" for step in range(1, CROWD + 1)]
    answers = at_once(lambda n, port: visitor.check(id, wrong[n], port=port))
    assert sorted(answer.json["attemptsLeft"] for answer in answers if answer.status == 422) == [0, 1, 2, 3, 4]
    assert [answer.status for answer in answers].count(429) == CROWD - 5


def test_codes_asked_for_at_once_are_one(service, at_once):
    number = new_number()
    answers = at_once(lambda n, port: Visitor(service).ask_for_code(number, port=port))
    assert collections.Counter(answer.status for answer in answers) == {202: 1, 429: CROWD - 1}


def test_guessed_passwords_side_by_side_are_all_counted(service, member, at_once):
    answers = at_once(lambda n, port: Visitor(service).ask_to_sign_in(member.name, "not the password", port=port))
    assert collections.Counter(answer.status for answer in answers) == {401: 10, 429: CROWD - 10}


def test_too_many_passwords_at_once_are_told_to_wait(service):
    """They queue for the processor, but not without end; nothing else waits behind them."""
    port = service.port_of("api-1")
    with concurrent.futures.ThreadPoolExecutor(80) as pool:
        asked = [pool.submit(Visitor(service).ask_to_sign_in, new_name(), port=port) for _ in range(80)]
        assert Visitor(service).call("GET", "/categories", port=port).status == 200
        answers = [each.result() for each in asked]
    assert {answer.status for answer in answers} <= {401, 503}
    assert all(int(answer.headers["Retry-After"]) > 0 and answer.code == "unavailable" for answer in answers if answer.status == 503)


def test_a_bid_and_a_farewell_do_not_pass_each_other(service, seller, visitor):
    """Either the person leads and stays, or has left and does not lead."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for _ in range(5):
            member, auction = visitor.sign_up(), seller.open_auction()["id"]
            bid = pool.submit(member.call, "POST", f"/auctions/{auction}/bids", {"amount": 1000})
            left = pool.submit(member.call, "DELETE", "/me", {"password": member.password})
            leads = visitor.call("GET", f"/auctions/{auction}").json["leader"] if bid.result() and left.result() else None
            if left.result().status == 204:
                assert leads is None and bid.result().status in (401, 403), (bid.result(), leads)
            else:
                assert left.result().code == "account.leading" and leads["id"] == member.id
