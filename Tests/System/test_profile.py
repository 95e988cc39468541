"""One's own profile: name, picture, password, number; and the way back in without the password."""
import pytest

from clients.accounts import PASSWORD, Visitor, new_name, new_number
from clients.http import expect
from clients.service import wait_until

NEW = "another horse battery"


def change_phone(member, proof, password=None):
    return member.call("PUT", "/me/phone", {"verificationToken": proof, "password": password or member.password})


def reset(visitor, proof, password=NEW):
    return visitor.call("POST", "/password-resets", {"verificationToken": proof, "password": password})


def picture(service, owner):
    """The id of a picture and the address of its thumbnail, put where uploads will put them."""
    name = new_name()
    [[id]] = service.sql(f"INSERT INTO image (owner_id, url, thumbnail_url, width, height)"
                         f" VALUES ({owner}, '/media/{name}.jpg', '/media/{name}-small.jpg', 800, 600) RETURNING id")
    return int(id), f"/media/{name}-small.jpg"


# Name and picture


def test_a_new_name_is_seen_by_everybody(visitor, member, seller):
    auction = seller.open_auction()["id"]
    member.bid(auction, 1000)
    name = new_name()
    answer = member.call("PATCH", "/me", {"username": name})
    assert answer.status == 200 and answer.json == member.user | {"username": name}
    assert member.call("GET", "/me").json["username"] == visitor.call("GET", f"/users/{member.id}").json["username"] == name
    assert visitor.call("GET", f"/auctions/{auction}").json["leader"]["username"] == name
    assert visitor.ask_to_sign_in(name).status == 201
    expect(visitor.ask_to_sign_in(member.name), 401, "credentials.wrong")
    assert visitor.call("GET", f"/usernames/{member.name}").json == {"available": True}


def test_the_own_name_may_be_written_differently(member):
    assert member.call("PATCH", "/me", {"username": member.name.upper()}).json["username"] == member.name.upper()
    assert member.call("PATCH", "/me", {"username": member.name}).json["username"] == member.name


def test_the_name_of_another_cannot_be_taken(service, member):
    other = Visitor(service).sign_up()
    for name in (other.name, other.name.upper()):
        expect(member.call("PATCH", "/me", {"username": name}), 409, "username.taken")
    assert member.call("GET", "/me").json == member.user


def test_a_picture_is_one_s_own(service, member):
    image, address = picture(service, member.id)
    answer = member.call("PATCH", "/me", {"imageId": image})
    assert answer.status == 200 and answer.json["imageUrl"] == address
    assert Visitor(service).call("GET", f"/users/{member.id}").json["imageUrl"] == address
    foreign, _ = picture(service, Visitor(service).sign_up().id)
    for id in (foreign, 0, -1, 2 ** 62):
        answer = expect(member.call("PATCH", "/me", {"imageId": id, "username": new_name()}), 422, "invalid")
        assert answer.fields == {"imageId"}
    assert member.call("GET", "/me").json == member.user | {"imageUrl": address}, "all or nothing"


def test_a_change_of_nothing_changes_nothing(member):
    for body in ({}, {"phone": "+821012345678", "id": 1, "mannerScore": 100, "createdAt": None}):
        answer = member.call("PATCH", "/me", body)
        assert (answer.status, answer.json) == (200, member.user)
    assert expect(member.call("PATCH", "/me", {"username": 1, "imageId": "x"}), 422, "invalid").fields == {"username", "imageId"}
    assert expect(member.call("PATCH", "/me", {"username": "a-b"}), 422, "invalid").mistakes == {"username": "characters"}


def test_a_sale_is_counted(service, visitor, member):
    auction = member.open_auction()
    Visitor(service).sign_up().bid(auction, 1000)
    service.end_auctions([auction])
    wait_until(lambda: visitor.call("GET", f"/users/{member.id}").json["soldCount"] == 1, "the sale to be counted")
    assert member.call("GET", "/me").json == member.user | {"soldCount": 1}


# Password


def test_a_new_password_ends_all_other_sessions(visitor, member):
    other = member.on_another_device()
    assert member.call("PUT", "/me/password", {"current": member.password, "new": NEW}).status == 204
    wait_until(other.is_signed_out_everywhere, "the other device to be signed out")
    expect(other.refresh(other.refresh_token), 401, "unauthenticated")
    assert member.is_signed_in() and visitor.refresh(member.refresh_token).status == 201
    assert visitor.ask_to_sign_in(member.name, NEW).status == 201
    expect(visitor.ask_to_sign_in(member.name), 401, "credentials.wrong")


def test_a_new_password_needs_the_old_one(visitor, member):
    expect(member.call("PUT", "/me/password", {"current": NEW, "new": NEW}), 401, "credentials.wrong")
    for body in ({}, {"current": 1, "new": 1}):
        assert expect(member.call("PUT", "/me/password", body), 422, "invalid").fields == {"current", "new"}
    assert visitor.ask_to_sign_in(member.name).status == 201


@pytest.mark.parametrize("new, code", [("short", "length"), ("x" * 129, "length"), ("password", "common"), ("my name {name}", "personal"),
                                       ("{national}!!", "personal")])
def test_a_new_password_is_as_good_as_a_first_one(visitor, member, new, code):
    new = new.format(name=member.name.upper(), national=member.number[3:])
    answer = member.call("PUT", "/me/password", {"current": member.password, "new": new})
    assert expect(answer, 422, "invalid").mistakes == {"new": code}
    proof = visitor.prove(member.number, "passwordReset")
    assert expect(reset(visitor, proof, new), 422, "invalid").mistakes == {"password": code}
    assert member.is_signed_in(), "nothing was changed"
    assert reset(visitor, proof).status == 204, "the proof is still good"


# Number


def test_the_number_changes_to_one_that_was_proved(service, visitor, member):
    number = new_number()
    assert change_phone(member, visitor.prove(number, "phoneChange")).status == 204
    assert member.call("GET", "/me").json == member.user | {"phone": number}
    assert visitor.ask_to_sign_in(number).status == 201
    expect(visitor.ask_to_sign_in(member.number), 401, "credentials.wrong")
    assert Visitor(service).sign_up(number=member.number).id != member.id, "the old number is free"


def test_the_number_of_another_cannot_be_taken(service, visitor, member):
    other = Visitor(service).sign_up()
    expect(change_phone(member, visitor.prove(other.number, "phoneChange")), 409, "phone.taken")
    assert member.call("GET", "/me").json == member.user


def test_a_new_number_needs_the_password_and_a_proof(visitor, member):
    proof = visitor.prove(new_number(), "phoneChange")
    expect(change_phone(member, proof, "not the password"), 401, "credentials.wrong")
    for purpose in ("signUp", "passwordReset"):
        expect(change_phone(member, visitor.prove(new_number(), purpose)), 410, "verification.expired")
    expect(change_phone(member, "x"), 410, "verification.expired")
    assert change_phone(member, proof).status == 204, "the proof is still good"
    expect(change_phone(member, proof), 410, "verification.expired")
    assert expect(member.call("PUT", "/me/phone", {}), 422, "invalid").fields == {"verificationToken", "password"}


# The way back in


def test_a_proved_number_sets_a_new_password_and_ends_all_sessions(visitor, member):
    other = member.on_another_device()
    proof = visitor.prove(member.number, "passwordReset")
    answer = reset(visitor, proof)
    assert (answer.status, answer.body) == (204, b"")
    for device in (member, other):
        wait_until(device.is_signed_out_everywhere, "each device to be signed out")
        expect(device.refresh(device.refresh_token), 401, "unauthenticated")
    expect(visitor.ask_to_sign_in(member.name), 401, "credentials.wrong")
    assert visitor.ask_to_sign_in(member.name, NEW).status == 201
    expect(reset(visitor, proof), 410, "verification.expired")


def test_a_number_without_an_account_has_no_password(visitor):
    expect(reset(visitor, visitor.prove(new_number(), "passwordReset")), 404, "account.notFound")


@pytest.mark.parametrize("purpose", ["signUp", "phoneChange"])
def test_a_reset_needs_a_proof_for_it(visitor, member, purpose):
    expect(reset(visitor, visitor.prove(member.number, purpose)), 410, "verification.expired")
    assert visitor.ask_to_sign_in(member.name).status == 201


def test_a_reset_lets_nobody_in_who_is_suspended(service, visitor, member):
    service.run("users", "suspend", member.name)
    assert reset(visitor, visitor.prove(member.number, "passwordReset")).status in (204, 403)
    for password in (NEW, PASSWORD):
        assert visitor.ask_to_sign_in(member.name, password).status in (401, 403)


def test_all_that_is_wrong_with_a_reset_is_told_at_once(visitor):
    assert expect(visitor.call("POST", "/password-resets", {}), 422, "invalid").fields == {"verificationToken", "password"}
    assert expect(reset(visitor, 5, 5), 422, "invalid").fields == {"verificationToken", "password"}
