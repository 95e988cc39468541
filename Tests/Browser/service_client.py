"""The service behind the pages, spoken to over HTTP: what tests set up and what others do meanwhile."""
import json
import urllib.error
import urllib.request
import uuid


class ServiceClient:
    """One user of the service."""

    def __init__(self, url, token):
        self.url, self.token = url, token

    def call(self, method, path, body=None):
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}", method=method, headers=headers,
            data=None if body is None else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            raise AssertionError(f"{method} {path}: {refusal.code} {refusal.read().decode()}") from refusal

    def open_auction(self, **fields):
        """The id of a live auction that starts at ₩1,000."""
        form = {"title": "브라우저 시험용 카메라", "description": "상자와 설명서가 있어요.", "category": "electronics",
                "startPrice": 1000, "durationMinutes": 60} | fields
        return self.call("POST", "/auctions", form)["id"]

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

    def first_auction(self, status):
        return self.call("GET", f"/auctions?status={status}&limit=1")["items"][0]
