"""The service behind the pages, spoken to over HTTP: what tests set up and what others do meanwhile."""
import http.client
import json
import random
import time
import urllib.parse
import uuid


TOKENS_ARE_FRESH_FOR = 300  # s; they live ten minutes, all tests together take longer


class ServiceClient:
    """One user of the service, or a guest, at an address of their own: limits per address meet nobody else."""

    def __init__(self, url, token=None):
        self.url, self.token = url, token
        self.credentials, self.signed_in_at = None, 0
        self.address = f"127.{random.randint(1, 254)}.{random.randint(0, 254)}.{random.randint(1, 254)}"

    def call(self, method, path, body=None, kind="application/json"):
        """`body` becomes JSON unless it is bytes, whose media type is `kind`."""
        if self.credentials and path != "/sessions" and time.monotonic() - self.signed_in_at > TOKENS_ARE_FRESH_FOR:
            self.sign_in(*self.credentials)
        headers = {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers |= {"Content-Type": kind, "Idempotency-Key": str(uuid.uuid4())}
            body = body if isinstance(body, bytes) else json.dumps(body)
        host = urllib.parse.urlsplit(self.url).netloc
        connection = http.client.HTTPConnection(host, timeout=20, source_address=(self.address, 0))
        try:
            connection.request(method, f"/api/v1{path}", body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        assert answer.status < 400, f"{method} {path}: {answer.status} {text}"
        return json.loads(text) if text else None

    def sign_in(self, login, password):
        """The answer, refresh token included, which a page never sees."""
        answer = self.call("POST", "/sessions", {"login": login, "password": password})
        self.token, self.credentials, self.signed_in_at = answer["accessToken"], (login, password), time.monotonic()
        return answer

    def open_auction(self, **fields):
        """The id of a live auction that starts at ₩1,000."""
        form = {"title": "브라우저 시험용 카메라", "description": "상자와 설명서가 있어요.", "category": "electronics",
                "startPrice": 1000, "durationMinutes": 60} | fields
        return self.call("POST", "/auctions", form)["id"]

    def upload(self, picture):
        """The id of a JPEG."""
        return self.call("POST", "/images", picture, kind="image/jpeg")["id"]

    def bid(self, auction, amount):
        return self.call("POST", f"/auctions/{auction}/bids", {"amount": amount})

    def say(self, auction, text):
        return self.call("POST", f"/auctions/{auction}/messages", {"text": text})

    def events(self, auction):
        """The room's whole log."""
        found, after = [], 0
        while page := self.call("GET", f"/auctions/{auction}/events?after={after}&limit=100")["items"]:
            found += page
            after = page[-1]["seq"]
        return found

    def trade_of(self, auction):
        """The id of the trade that an auction has ended in, once it has."""
        return next((each["id"] for each in self.call("GET", "/trades?limit=100")["items"] if each["auction"]["id"] == auction), None)

    def write(self, trade, text):
        return self.call("POST", f"/trades/{trade}/messages", {"text": text})

    def first_auction(self, status):
        return self.call("GET", f"/auctions?status={status}&limit=1")["items"][0]
