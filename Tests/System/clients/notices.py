"""What a person is told: the list by HTTP, and what comes on the sockets."""
from .accounts import Visitor
from .service import wait_until

KINDS = ["outbid", "auctionStarted", "auctionEndingSoon", "won", "sold", "unsold", "tradeMessage", "tradeReminder"]
FIELDS = {"id", "kind", "at", "read", "auction", "title", "imageUrl", "price"}
OF_TRADES = {"trade", "partner"}


def listed(person, query="limit=100"):
    answer = person.call("GET", f"/notifications?{query}")
    assert answer.status == 200, answer
    return answer.json


def items(person, *kinds):
    """All that the person has been told; of some kinds."""
    return [item for item in listed(person)["items"] if not kinds or item["kind"] in kinds]


def tell(service, person, auctions, kinds=("unsold",)):
    """Writes notifications behind the servers' backs, one for each auction and kind; their ids, ascending."""
    rows = service.sql(f"""
        INSERT INTO notification (person_id, kind, auction_id)
        SELECT {person.id}, kind, auction FROM unnest(ARRAY{list(kinds)}) kind, unnest(ARRAY{list(auctions)}) auction RETURNING id""")
    return sorted(int(id) for [id] in rows)


class Bells:
    """Sockets of a person, two on each gateway: each of them hears all the same."""

    def __init__(self, service, connect, person):
        assert isinstance(person, Visitor)
        self.person = person
        self.sockets = [connect(person.token, port=service.port_of(name)) for name in service.names("gateway") * 2]

    def hear(self, type="notification", **fields):
        """The next message of the type with these fields, on each socket."""
        def wanted(message):
            return message["type"] == type and fields.items() <= message.items()

        try:
            first, *others = [socket.next(wanted) for socket in self.sockets]
        except TimeoutError:
            raise AssertionError(f"no {type} with {fields}, but {[socket.waiting for socket in self.sockets]}") from None
        # Where a gateway had to look it up by itself, the count of unread ones is of a moment later.
        assert all(other | {"unread": first.get("unread")} == first | {"unread": first.get("unread")} for other in others), [first, *others]
        return first

    def told(self, kind, **fields):
        """The next notification of the kind, which is in the list as well."""
        heard = self.hear(kind=kind, **fields)
        item = {name: value for name, value in heard.items() if name not in ("type", "unread")}
        assert item.keys() == FIELDS | (OF_TRADES if kind in ("won", "sold", "tradeMessage", "tradeReminder") else set()), item
        [stored] = [stored for stored in items(self.person) if stored["id"] == item["id"]]
        # What it shows of the auction is as of now.
        assert stored | {"price": item["price"], "read": item["read"]} == item
        return heard

    def heard_nothing(self, type="notification", **fields):
        """That nothing of the kind has come so far."""
        for socket in self.sockets:
            socket.ping()
            assert not [message for message in socket.waiting if message["type"] == type and fields.items() <= message.items()]


def started(service, *auctions):
    """Lets upcoming auctions begin now, with as much time as they were given."""
    listed = ",".join(map(str, auctions))
    service.sql(f"""
        UPDATE auction SET starts_at = now(), first_ends_at = now() + (first_ends_at - starts_at), ends_at = now() + (ends_at - starts_at)
        WHERE id IN ({listed}); SELECT pg_notify('auction_due', '');""")
    count = f"SELECT count(*) FROM auction WHERE status = 'live' AND id IN ({listed})"
    wait_until(lambda: service.sql(count) == [[str(len(auctions))]], "the auctions to begin")
