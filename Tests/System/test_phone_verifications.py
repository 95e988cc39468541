"""Proving a number: codes by text message, who gets how many, and what becomes of right and wrong ones."""
import random
import re

import pytest

from clients.accounts import Visitor, dialled, limited, new_number
from clients.http import expect
from clients.values import time_of

PURPOSES = ["signUp", "passwordReset", "phoneChange"]


def wrong(code, by=1):
    return f"{(int(code) + by) % 1_000_000:06}"


def test_a_code_comes_by_text_and_proves_the_number(visitor):
    number = new_number()
    answer = visitor.ask_for_code(dialled(number))
    assert answer.status == 202 and answer.json.keys() == {"id", "expiresAt", "resendAt"}
    assert re.fullmatch(r"[\w-]{16,}", answer.json["id"], re.ASCII)
    assert (time_of(answer.json["expiresAt"]) - time_of(answer.json["resendAt"])).total_seconds() == 180 - 60
    message = visitor.message(number)
    assert message.keys() == {"to", "text", "code", "at"} and message["to"] == number
    assert re.fullmatch(r"\d{6}", message["code"], re.ASCII) and message["code"] in message["text"]
    assert time_of(message["at"]) < time_of(answer.json["resendAt"])
    checked = visitor.check(answer.json["id"], message["code"])
    assert checked.status == 200 and checked.json.keys() == {"verificationToken", "expiresAt"}
    assert checked.headers["Cache-Control"] == "no-store"
    assert time_of(checked.json["expiresAt"]) > time_of(answer.json["expiresAt"])


@pytest.mark.parametrize("spelling", [
    "0{a}{b}{c}", "0{a}-{b}-{c}", "0{a} {b} {c}", "0{a}.{b}.{c}", "(0{a}) {b}-{c}", " 0{a}{b}{c} ", "+82{a}{b}{c}", "+82 {a}-{b}-{c}",
    "+82 (0){a} {b} {c}", "+820{a}{b}{c}", "0{a}\u2010{b}\u2013{c}"])
def test_a_number_may_be_written_as_people_do(visitor, spelling):
    number = new_number()
    parts = {"a": number[3:5], "b": number[5:9], "c": number[9:]}
    written = spelling.format(**parts)
    assert visitor.ask_for_code(written).status == 202, written
    assert re.fullmatch(r"\d{6}", visitor.message(number)["code"])


def test_a_number_may_be_typed_in_digits_of_full_width(visitor):
    number = new_number()
    wide = dialled(number).translate({ord(digit): 0xFF10 + int(digit) for digit in "0123456789"})
    assert visitor.ask_for_code(wide).status == 202 and visitor.message(number)


@pytest.mark.parametrize("written, code", [
    ("", "format"), ("0", "format"), ("010", "format"), ("010-1234-567", "format"), ("010-1234-56789", "format"), ("02-123-4567", "format"),
    ("070-1234-5678", "format"), ("1588-1234", "format"), ("12345678", "format"), ("010-1234-567x", "format"), ("++821012345678", "format"),
    ("010+12345678", "format"), ("+", "format"), ("+82", "format"), ("+0821012345678", "format"), ("010/1234/5678", "format"),
    ("010-1234-5678;", "format"), ("010-1234-5678\u0000", "format"), ("1" * 5000, "format"), ("+82 2 123 4567", "format"),
    ("+819012345678", "country"), ("+14155552671", "country"), ("+447911123456", "country"), ("+8401234567890", "country")])
def test_what_is_no_mobile_number_of_the_country_is_refused(visitor, written, code):
    answer = expect(visitor.ask_for_code(written), 422, "invalid")
    assert answer.mistakes == {"phone": code}


@pytest.mark.parametrize("purpose", ["", "signup", "SignUp", "login", " signUp", "signUp\u0000", "x" * 10_000])
def test_another_purpose_is_refused(visitor, purpose):
    assert expect(visitor.ask_for_code(new_number(), purpose), 422, "invalid").mistakes == {"purpose": "unknown"}


def test_all_that_is_wrong_is_told_at_once(visitor):
    for body in ({}, {"phone": 1, "purpose": 1}, {"phone": None, "purpose": None}, {"phone": "x", "purpose": "x"}):
        assert expect(visitor.call("POST", "/phone-verifications", body), 422, "invalid").fields == {"phone", "purpose"}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_answer_does_not_tell_who_has_an_account(visitor, member, purpose):
    known, unknown = (visitor.ask_for_code(number, purpose) for number in (member.number, new_number()))
    assert known.status == unknown.status == 202
    assert known.json.keys() == unknown.json.keys() and known.headers.keys() == unknown.headers.keys()
    assert len(known.body) == len(unknown.body)
    assert visitor.message(member.number)["text"].startswith("[Hands-up]")


def test_five_wrong_codes_end_it_also_for_the_right_one(visitor):
    id, code = visitor.sent_code(new_number())
    for left in (4, 3, 2, 1, 0):
        answer = expect(visitor.check(id, wrong(code, by=left + 1)), 422, "verification.wrongCode")
        assert answer.json["attemptsLeft"] == left
    for attempt in (wrong(code), code, code):
        limited(visitor.check(id, attempt), most=180)


def test_the_fifth_code_may_be_the_right_one(visitor):
    id, code = visitor.sent_code(new_number())
    for _ in range(4):
        expect(visitor.check(id, wrong(code)), 422, "verification.wrongCode")
    assert visitor.check(id, code).status == 200


@pytest.mark.parametrize("what", ["", "1", "12345", "1234567", "12345a", " 12345", "123 456", "+12345", "-12345", "１２３４５６", "1.2345", "\u0000" * 6,
                                  "9" * 10_000, 123456, None, True, [], {}])
def test_what_is_no_code_at_all_is_not_counted(visitor, what):
    id, code = visitor.sent_code(new_number())
    for _ in range(6):
        assert expect(visitor.check(id, what), 422, "invalid").fields == {"code"}
    assert expect(visitor.check(id, wrong(code)), 422, "verification.wrongCode").json["attemptsLeft"] == 4


def test_a_code_is_good_once(visitor):
    id, code = visitor.sent_code(new_number())
    assert visitor.check(id, code).status == 200
    for attempt in (code, wrong(code)):
        expect(visitor.check(id, attempt), 410, "verification.expired")


def test_a_code_belongs_to_its_request(visitor):
    (one, first), (other, second) = (visitor.sent_code(new_number()) for _ in range(2))
    if first != second:
        expect(visitor.check(one, second), 422, "verification.wrongCode")
    assert visitor.check(other, second).status == 200 and visitor.check(one, first).status == 200


def test_a_code_is_good_for_three_minutes(service, visitor):
    number = new_number()
    id, code = visitor.sent_code(number)
    service.sql(f"UPDATE phone_verification SET expires_at = clock_timestamp() WHERE phone = '{number}'")
    for attempt in (wrong(code), code):
        expect(visitor.check(id, attempt), 410, "verification.expired")


@pytest.mark.parametrize("id", ["AAAAAAAAAAAAAAAAAAAAAA", "x", "1", "0", "%20", "a" * 3000, "AAAAAAAAAAAAAAAAAAAAAA%3D%3D", "%F0%9F%91%8B", "..",
                                "%2e%2e", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_an_unknown_request_is_not_found(visitor, id):
    expect(visitor.check(id, "123456"), 404, "notFound")


def test_the_next_code_waits_a_minute(visitor, service):
    number = new_number()
    id, code = visitor.sent_code(number)
    limited(visitor.ask_for_code(number), most=60)
    limited(Visitor(service).ask_for_code(dialled(number)), most=60)
    expect(visitor.check(id, wrong(code)), 422, "verification.wrongCode")
    limited(visitor.ask_for_code(number), most=60)
    assert visitor.ask_for_code(number, "passwordReset").status == 202, "each purpose waits by itself"


def test_a_right_code_ends_the_wait(visitor):
    number = new_number()
    visitor.prove(number)
    assert visitor.ask_for_code(number).status == 202


def test_a_number_gets_three_codes_in_ten_minutes_whoever_asks(service):
    number = new_number()
    for purpose in PURPOSES:
        assert Visitor(service).ask_for_code(number, purpose).status == 202
    for purpose in PURPOSES:
        limited(Visitor(service).ask_for_code(number, purpose), least=61, most=600)


def test_neighbours_of_a_number_get_thirty_codes_an_hour(service):
    # No other test has numbers in these blocks: none may meet one that is used up.
    block, other = (f"+82101{number:03}" for number in random.SystemRandom().sample(range(1000), 2))
    for number in range(30):
        assert Visitor(service).ask_for_code(f"{block}{number:04}").status == 202
    limited(Visitor(service).ask_for_code(f"{block}9999"), least=61, most=3600)
    assert Visitor(service).ask_for_code(f"{other}9999").status == 202


def test_what_was_refused_counts_nowhere(visitor):
    for _ in range(5):
        expect(visitor.ask_for_code("010-1", "signUp"), 422, "invalid")
    number = new_number()
    assert visitor.ask_for_code(number).status == 202
    for _ in range(5):
        limited(visitor.ask_for_code(number))
    assert [visitor.ask_for_code(number, purpose).status for purpose in PURPOSES[1:]] == [202, 202]
