"""People who prove a number, sign up and sign in, each from an address of their own, so that no other's limits count."""
import json
import random
import time
import uuid

from .http import call, expect

PASSWORD = "correct horse battery"
_dice = random.SystemRandom()  # what one run used up is not met by the next one


def new_address():
    return ".".join(["127", *(str(_dice.randrange(1, 255)) for _ in range(3))])


def new_number():
    """In E.164; those of the sample people begin with +82100."""
    return f"+8210{_dice.randrange(20_000_000, 100_000_000)}"


def new_name():
    return f"t{uuid.uuid4().hex[:15]}"


def dialled(number):
    """As people in Korea write it: 010-1234-5678."""
    return f"0{number[3:5]}-{number[5:-4]}-{number[-4:]}"


class Visitor:
    """Somebody who is not signed in."""

    token = None

    def __init__(self, service, source=None):
        self.service, self.source = service, source or new_address()

    def call(self, method, path, body=None, **options):
        options = {"token": self.token, "source": self.source, "patient": False} | options
        return call(self.service, method, f"/api/v1{path}", body, **options)

    # Numbers

    def ask_for_code(self, number, purpose="signUp", **options):
        return self.call("POST", "/phone-verifications", {"phone": number, "purpose": purpose}, **options)

    def message(self, number):
        """The newest text message to a number, given in E.164."""
        for path in sorted((self.service.data / "outbox").glob("*.json"), reverse=True):
            message = json.loads(path.read_text())
            if message["to"] == number:
                return message
        raise AssertionError(f"no message to {number}")

    def sent_code(self, number, purpose="signUp"):
        """Asks for a code; the request's id and the code that came."""
        answer = self.ask_for_code(number, purpose)
        assert answer.status == 202, answer
        return answer.json["id"], self.message(number)["code"]

    def check(self, id, code, **options):
        return self.call("POST", f"/phone-verifications/{id}/check", {"code": code}, **options)

    def prove(self, number, purpose="signUp"):
        answer = self.check(*self.sent_code(number, purpose))
        assert answer.status == 200, answer
        return answer.json["verificationToken"]

    # Accounts

    def ask_to_sign_up(self, proof, username=None, password=PASSWORD, **options):
        body = {"username": username or new_name(), "password": password, "verificationToken": proof}
        return self.call("POST", "/users", body, **options)

    def sign_up(self, username=None, password=PASSWORD, number=None):
        answer = self.ask_to_sign_up(self.prove(number or new_number()), username, password)
        assert answer.status == 201, answer
        return Member(self.service, self.source, password, answer)

    def ask_to_sign_in(self, login, password=PASSWORD, **options):
        return self.call("POST", "/sessions", {"login": login, "password": password}, **options)

    def refresh(self, token, **options):
        return self.call("POST", "/sessions/refresh", {"refreshToken": token}, token=None, **options)


class Member(Visitor):
    """Somebody who signed up or in: one device, one session."""

    def __init__(self, service, source, password, answer):
        super().__init__(service, source)
        self.password, self.user = password, answer.json["user"]
        self.id, self.name, self.number = self.user["id"], self.user["username"], self.user["phone"]
        self.token, self.refresh_token, self.cookie = answer.json["accessToken"], answer.json["refreshToken"], cookie(answer)

    def on_another_device(self, password=None):
        """The same person once more, from another address."""
        visitor = Visitor(self.service)
        password = password or self.password
        answer = visitor.ask_to_sign_in(self.name, password)
        assert answer.status == 201, answer
        return Member(self.service, visitor.source, password, answer)

    def sessions(self):
        answer = self.call("GET", "/sessions")
        assert answer.status == 200, answer
        assert answer.json["next"] is None
        return answer.json["items"]

    def session(self):
        """The id of this device's own session."""
        return next(item["id"] for item in self.sessions() if item["current"])

    def is_signed_in(self, port=None):
        return self.call("GET", "/me", port=port).status == 200

    def is_signed_out_everywhere(self):
        """Whether every process of the API refuses the token."""
        return all(self.call("GET", "/me", port=self.service.port_of(name)).status == 401 for name in self.service.names("api"))

    def open_auction(self, **fields):
        body = {"title": "System test", "description": "Made by a test", "category": "books", "startPrice": 1000,
                "durationMinutes": 5, "softCloseSeconds": 0} | fields
        answer = self.call("POST", "/auctions", body)
        assert answer.status == 201, answer
        return answer.json["id"]

    def bid(self, auction, amount, maximum=None):
        answer = self.call("POST", f"/auctions/{auction}/bids", {"amount": amount} | ({"maximum": maximum} if maximum else {}))
        assert answer.status == 201, answer
        return answer.json


def cookie(answer):
    """The refresh cookie that an answer sets, as a browser would send it back."""
    return answer.headers["Set-Cookie"].split(";")[0]


def limited(answer, least=1, most=None):
    """The seconds that a 429 asks to wait, within bounds if some are told."""
    expect(answer, 429, "rateLimited")
    seconds = int(answer.headers["Retry-After"])
    assert least <= seconds and (most is None or seconds <= most), seconds
    return seconds


def until_taken(ask):
    """Asks again after each 503, as a client should when too many hash passwords at once."""
    while (answer := ask()).status == 503:
        time.sleep(float(answer.headers["Retry-After"]))
    return answer


def codes_are_sent(service):
    """Whether the API reaches Redis from each of its processes; asked often, as each of their loops has its own connection."""
    ports = [service.port_of(name) for name in service.names("api")] * 8
    return all(Visitor(service).ask_for_code(new_number(), port=port).status == 202 for port in ports)
