"""Who uses the service: demo users, and people who sign up for one test."""
import dataclasses
import json
import pathlib
import random
import uuid

from service_client import ServiceClient

PASSWORD = "기러기 열두 마리가 난다"
OTHER_PASSWORD = "구름 위의 자전거 세 대"


@dataclasses.dataclass
class Person:
    name: str
    phone: str = ""
    password: str = PASSWORD

    def sign_in(self, url):
        client = ServiceClient(url)
        client.sign_in(self.name, self.password)
        return client


def demo(number):
    return Person(f"demo{number}", f"010-0000-{number:04d}", "Handsup-demo-1")


def new_phone():
    """As people write it. Codes are also limited by the number's first part, hence a new one each time."""
    return f"010-{random.randint(2000, 9999)}-{random.randint(0, 9999):04d}"


def new_name():
    return f"손님_{uuid.uuid4().hex[:10]}"


class Outbox:
    """Where the text messages of the test service go."""

    def __init__(self, data):
        self.folder = pathlib.Path(data) / "outbox"

    def code(self, phone):
        """The newest code that was sent to that number."""
        number = "+82" + phone.replace("-", "").removeprefix("0")
        messages = [json.loads(file.read_text()) for file in self.folder.glob("*.json")]
        return max((message for message in messages if message["to"] == number), key=lambda message: message["at"])["code"]

    def wrong_code(self, phone):
        return f"{(int(self.code(phone)) + 1) % 1_000_000:06d}"


def sign_up(url, outbox):
    """A new person, over HTTP."""
    guest, person = ServiceClient(url), Person(new_name(), new_phone())
    sent = guest.call("POST", "/phone-verifications", {"phone": person.phone, "purpose": "signUp"})
    proof = guest.call("POST", f"/phone-verifications/{sent['id']}/check", {"code": outbox.code(person.phone)})
    guest.call("POST", "/users", {
        "username": person.name, "password": person.password, "verificationToken": proof["verificationToken"]})
    return person
