"""The room of a seller and a winner."""
import uuid

from .accounts import Visitor
from .service import wait_until


class Deal:
    """An auction that was sold, and the trade that came of it."""

    def __init__(self, service, seller=None, winner=None, price=1000, **fields):
        self.service = service
        self.seller, self.winner = seller or Visitor(service).sign_up(), winner or Visitor(service).sign_up()
        self.auction = self.seller.open_auction(**fields)
        self.winner.bid(self.auction, price)
        service.end_auctions([self.auction])
        self.id = wait_until(self._find, "the trade to be there")

    def _find(self):
        answer = self.winner.call("GET", "/trades")
        assert answer.status == 200, answer
        return next((trade["id"] for trade in answer.json["items"] if trade["auction"]["id"] == self.auction), None)

    @property
    def sides(self):
        return self.seller, self.winner

    def path(self, noun=""):
        return f"/trades/{self.id}" + (f"/{noun}" if noun else "")

    def seen_by(self, person):
        answer = person.call("GET", self.path())
        assert answer.status == 200, answer
        return answer.json

    def ask_to_post(self, person, text=None, images=None, key=None, **options):
        body = {name: value for name, value in (("text", text), ("imageIds", images)) if value is not None}
        return person.call("POST", self.path("messages"), body, key=key or uuid.uuid4(), **options)

    def post(self, person, text=None, images=None, key=None):
        answer = self.ask_to_post(person, text, images, key)
        assert answer.status == 201 and answer.json.keys() == {"message"}, answer
        return answer.json["message"]

    def log(self, person, query="after=0&limit=100"):
        answer = person.call("GET", self.path(f"messages?{query}"))
        assert answer.status == 200, answer
        return answer.json["items"]

    def read(self, person, up_to):
        answer = person.call("PUT", self.path("read"), {"upTo": up_to})
        assert (answer.status, answer.body) == (204, b""), answer

    def ask_to_move(self, person, state):
        return person.call("PUT", self.path("state"), {"state": state})

    def move(self, person, state):
        answer = self.ask_to_move(person, state)
        assert answer.status == 200, answer
        assert answer.json == self.seen_by(person)
        return answer.json

    def agree(self, *states):
        """Both move it to each of the states."""
        for state in states:
            for person in self.sides:
                moved = self.move(person, state)
            assert (moved["state"], moved["proposal"]) == (state, None)
        return self


def trades(person, query="limit=100"):
    answer = person.call("GET", f"/trades?{query}")
    assert answer.status == 200, answer
    return answer.json
