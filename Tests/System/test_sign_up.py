"""Names, passwords and proofs: what makes an account, and what does not."""
import urllib.parse

import pytest

from clients.accounts import PASSWORD, Visitor, dialled, new_name, new_number
from clients.http import expect
from clients.values import time_of

OWN = {"id", "username", "imageUrl", "mannerScore", "reviewCount", "soldCount", "createdAt", "phone"}
PUBLIC = OWN - {"phone"}


def available(visitor, name):
    return visitor.call("GET", "/usernames/" + urllib.parse.quote(name, safe=""))


def spellings(name):
    """Names that people take for the same: other letters of width and case."""
    wide = "".join(chr(0xFEE0 + ord(letter)) for letter in name)
    return [name.upper(), name.title(), wide, wide.upper()]


def check_signed_in(answer, number=None):
    assert answer.status == 201 and answer.headers["Cache-Control"] == "no-store"
    body = answer.json
    assert {"user", "accessToken", "expiresIn"} <= body.keys() <= {"user", "accessToken", "expiresIn", "refreshToken"}
    assert body["user"].keys() == OWN and body["expiresIn"] == 600
    assert number is None or body["user"]["phone"] == number
    [field] = answer.headers.get_all("Set-Cookie")
    value, *attributes = field.split("; ")
    assert value.startswith("handsup_refresh=") and ("refreshToken" not in body or value == f"handsup_refresh={body['refreshToken']}")
    assert {"HttpOnly", "Secure", "SameSite=Strict", "Path=/api/v1/sessions"} <= set(attributes)
    assert not any(attribute.startswith("Domain") for attribute in attributes)
    [age] = [int(attribute[8:]) for attribute in attributes if attribute.startswith("Max-Age=")]
    assert 0 < age <= 14 * 86_400


def test_who_proved_a_number_signs_up(visitor):
    number, name = new_number(), new_name()
    answer = visitor.ask_to_sign_up(visitor.prove(number), name)
    check_signed_in(answer, number)
    user = answer.json["user"]
    assert (user["username"], user["imageUrl"], user["mannerScore"], user["reviewCount"], user["soldCount"]) == (name, None, 50, 0, 0)
    assert time_of(user["createdAt"]) and len(answer.json["refreshToken"]) > 80
    me = visitor.call("GET", "/me", token=answer.json["accessToken"])
    assert (me.status, me.json) == (200, user)


@pytest.mark.parametrize("site", ["same-origin", "same-site", "cross-site", "none"])
def test_scripts_of_a_page_never_see_the_refresh_token(visitor, site):
    answer = visitor.ask_to_sign_up(visitor.prove(new_number()), headers={"Sec-Fetch-Site": site})
    check_signed_in(answer)
    assert "refreshToken" not in answer.json


def test_a_name_is_free_until_somebody_has_it(visitor):
    name = new_name()
    for _ in range(2):
        answer = available(visitor, name)
        assert (answer.status, answer.json) == (200, {"available": True})
    visitor.sign_up(name)
    for spelling in [name, *spellings(name)]:
        assert available(visitor, spelling).json == {"available": False}, spelling
        taken = visitor.ask_to_sign_up(visitor.prove(new_number()), spelling)
        expect(taken, 409, "username.taken")


@pytest.mark.parametrize("one, other", [("홍길동{}", "홍길동{}"), ("ſtraße{}", "STRASSE{}"), ("Ǆ{}x", "ǆ{}X"), ("ﬁnal{}", "FINAL{}"),
                                        ("é{}", "É{}"), ("K{}k", "k{}K"), ("Ωmega{}", "ω{}MEGA"), ("ｶﾞ{}", "ガ{}")])
def test_names_are_the_same_whatever_their_form(visitor, one, other):
    mark = new_name()[:8]
    if other == "ω{}MEGA":
        one, other = "Ω{}", "ω{}"
    visitor.sign_up(one.format(mark))
    assert available(visitor, other.format(mark)).json == {"available": False}
    expect(visitor.ask_to_sign_up(visitor.prove(new_number()), other.format(mark)), 409, "username.taken")


def test_a_name_is_shown_in_its_composed_form(visitor):
    mark = new_name()[:8]
    wide = "".join(chr(0xFEE0 + ord(letter)) for letter in mark)
    assert visitor.sign_up("홍길동" + wide).name == "홍길동" + mark


@pytest.mark.parametrize("name, code", [
    ("a", "length"), ("가", "length"), ("a" * 21, "length"), ("가" * 21, "length"), ("a" * 3000, "length"), ("ﷺ" * 3, "characters"),
    ("a b", "characters"), (" ab", "characters"), ("ab ", "characters"), ("a-b", "characters"), ("a.b", "characters"), ("a@b", "characters"),
    ("deleted-1", "characters"), ("a/b", "characters"), ("a\tb", "characters"), ("a\u200bb", "characters"), ("a\u00adb", "characters"),
    ("a\u202eb", "characters"), ("a\u0000b", "characters"), ("\u0301ab", "characters"), ("👋👋", "characters"), ("<b>", "characters"),
    ("a\u3164b", "characters"), ("½½", "characters"), ("⑴⑴", "characters"), ("ab\ue000", "characters"), ("admin", "reserved"),
    ("Administrator", "reserved"), ("ＲＯＯＴ", "reserved"), ("handsup", "reserved"), ("관리자", "reserved"), ("운영자", "reserved"), ("01012345678", "reserved")])
def test_some_names_cannot_be_had(visitor, name, code):
    if "\u0000" not in name and "/" not in name and len(name) < 1000:
        assert expect(available(visitor, name), 422, "invalid").mistakes == {"username": code}
    assert expect(visitor.ask_to_sign_up("x", name), 422, "invalid").mistakes == {"username": code}


@pytest.mark.parametrize("name", ["가나", "__", "12", "_1", "日本語", "ελλάδα", "ไทยแลนด์", "हिन्दी", "a" * 20, "가" * 20])
def test_names_are_of_any_script(visitor, name):
    assert available(visitor, name).status == 200


def test_all_that_is_wrong_is_told_at_once(visitor):
    for body in ({}, {"username": 1, "password": 1, "verificationToken": 1}, {"username": None, "password": None, "verificationToken": []}):
        answer = expect(visitor.call("POST", "/users", body), 422, "invalid")
        assert answer.fields == {"username", "password", "verificationToken"}
    answer = expect(visitor.call("POST", "/users", {"username": "a b", "password": "short", "verificationToken": "x"}), 422, "invalid")
    assert answer.mistakes == {"username": "characters", "password": "length"}


@pytest.mark.parametrize("password, code", [
    ("", "length"), ("a7!kQ2_", "length"), ("가나다라마바사", "length"), ("x" * 129, "length"), ("x" * 60_000, "length"),
    ("password", "common"), ("12345678", "common"), ("qwertyuiop", "common"), ("iloveyou", "common"), ("aaaaaaaaaaaa", "common"),
    ("Passw0rd", "common"), ("drowssap", "common"), ("abcdefgh", "common"), ("ｐａｓｓｗｏｒｄ", "common")])
def test_some_passwords_cannot_be_had(visitor, password, code):
    proof = visitor.prove(new_number())
    assert expect(visitor.ask_to_sign_up(proof, password=password), 422, "invalid").mistakes == {"password": code}


@pytest.mark.parametrize("made_of", [
    "say {name} aloud", "{upper} is my name", "{wide} wide enough", "{digits}", "call {dialled} now", "{number} forever", "x{national}x!", "{wide_digits} typed wide"])
def test_a_password_is_not_made_of_its_owner(visitor, made_of):
    name, number = new_name(), new_number()
    wide = spellings(name)[2]
    password = made_of.format(name=name, upper=name.upper(), wide=wide, digits="0" + number[3:], dialled=dialled(number), number=number,
                              national=number[3:], wide_digits="".join(chr(0xFF10 + int(digit)) for digit in "0" + number[3:]))
    proof = visitor.prove(number)
    assert expect(visitor.ask_to_sign_up(proof, name, password), 422, "invalid").mistakes == {"password": "personal"}
    assert visitor.ask_to_sign_up(proof, name).status == 201, "the proof is still good"


@pytest.mark.parametrize("password", ["v7#kQz_2", "비밀번호를아무도모른다", "    spaces are fine    ", "한글과 emoji 👋🏽 too", "\u0000\u0001 odd 7!k \u007f",
                                      "".join(chr(0x4E00 + 37 * n) for n in range(128))])
def test_any_characters_make_a_password(visitor, password):
    member = visitor.sign_up(password=password)
    assert visitor.ask_to_sign_in(member.name, password).status == 201
    expect(visitor.ask_to_sign_in(member.name, password + " "), 401, "credentials.wrong")


def test_a_password_may_be_typed_in_another_unicode_form(visitor):
    composed, decomposed = "비밀번호 열일곱 글자", "비밀번호 열일곱 글자"
    member = visitor.sign_up(password=composed)
    assert visitor.ask_to_sign_in(member.name, decomposed).status == 201


def test_a_proof_makes_one_account(visitor):
    proof = visitor.prove(new_number())
    assert visitor.ask_to_sign_up(proof).status == 201
    expect(visitor.ask_to_sign_up(proof), 409, "phone.taken")


def test_a_number_has_one_account(visitor):
    number = new_number()
    first, second = visitor.prove(number), visitor.prove(number)
    member = visitor.ask_to_sign_up(first).json["user"]
    for proof in (second, visitor.prove(number)):
        expect(visitor.ask_to_sign_up(proof), 409, "phone.taken")
    assert visitor.ask_to_sign_in(number).json["user"] == member


def test_a_taken_name_leaves_the_proof_good(visitor, member):
    proof = visitor.prove(new_number())
    expect(visitor.ask_to_sign_up(proof, member.name), 409, "username.taken")
    assert visitor.ask_to_sign_up(proof).status == 201


@pytest.mark.parametrize("proof", ["", "x", "A" * 43, "A" * 42, "A" * 44, "A" * 43 + "=", "%", "\u0000", "가" * 43, "x" * 50_000])
def test_what_proves_nothing_is_refused(visitor, proof):
    expect(visitor.ask_to_sign_up(proof), 410, "verification.expired")
    expect(visitor.call("POST", "/password-resets", {"verificationToken": proof, "password": PASSWORD}), 410, "verification.expired")


@pytest.mark.parametrize("purpose", ["passwordReset", "phoneChange"])
def test_a_proof_for_another_purpose_makes_no_account(visitor, purpose):
    expect(visitor.ask_to_sign_up(visitor.prove(new_number(), purpose)), 410, "verification.expired")


def test_a_proof_is_good_for_a_while_only(service, visitor):
    number = new_number()
    proof = visitor.prove(number)
    service.sql(f"UPDATE phone_verification SET token_expires_at = clock_timestamp() WHERE phone = '{number}'")
    expect(visitor.ask_to_sign_up(proof), 410, "verification.expired")


def test_everybody_sees_a_member_but_not_the_number(service, visitor, member):
    answer = Visitor(service).call("GET", f"/users/{member.id}")
    assert answer.status == 200 and answer.json.keys() == PUBLIC
    assert answer.json == {key: value for key, value in member.user.items() if key != "phone"}
    assert member.number.encode() not in answer.body
    for unknown in ("0", "-1", "9223372036854775807", "999999999999999999", "x", "1x", member.name):
        expect(visitor.call("GET", f"/users/{urllib.parse.quote(unknown)}"), 404, "notFound")
