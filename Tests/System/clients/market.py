"""What tests of the marketplace prepare behind the servers' backs, and what the database says is right."""
import datetime

from .http import call
from .rooms import read
from .service import wait_until

AUCTIONS = "/api/v1/auctions"
SHARED_FIELDS = "title description category estimate startPrice softCloseSeconds images".split()


def add_pictures(service, owner, count):
    """Pictures of a person as `POST /images` would leave them, but for their files; as auctions show them."""
    rows = service.sql(f"""
        INSERT INTO image (owner_id, url, medium_url, thumbnail_url, width, height)
        SELECT {owner}, '/media/x' || n || '.webp', '/media/m' || n || '.webp', '/media/t' || n || '.webp', 100 + n, 50
        FROM generate_series(1, {count}) AS n RETURNING id, url, medium_url, thumbnail_url, width, height""")
    return [{"id": int(id), "url": url, "mediumUrl": medium, "thumbnailUrl": small, "width": int(width), "height": int(height)}
            for id, url, medium, small, width, height in rows]


def end_as_planned(service, *auctions):
    """Moves live auctions into the past as a whole, so that their durations stay, and returns once they have ended."""
    listed = ",".join(map(str, auctions))
    service.sql(f"""
        UPDATE auction SET starts_at = auction.starts_at - t.span, first_ends_at = auction.first_ends_at - t.span, ends_at = auction.ends_at - t.span
        FROM (SELECT id, ends_at - date_trunc('milliseconds', now()) AS span FROM auction) AS t WHERE auction.id = t.id AND t.id IN ({listed});
        SELECT pg_notify('auction_due', '');""")
    for auction in auctions:
        wait_until(lambda: read(service, auction)["status"] == "ended", f"auction {auction} to end")


def table(service):
    """Every auction by id, as lists sort and filter them."""
    rows = service.sql("""SELECT id, status, category, coalesce(price, start_price), like_count, extract(epoch FROM ends_at) * 1000000, seller_id FROM auction""")
    return {int(id): {"id": int(id), "status": status, "category": category, "price": int(price), "likes": int(likes),
                      "end": int(float(end)), "seller": int(seller)} for id, status, category, price, likes, end, seller in rows}


ORDERS = {
    "newest": lambda row: -row["id"],
    "endingSoon": lambda row: (row["end"], row["id"]),
    "popular": lambda row: (-row["likes"], -row["id"]),
    "price": lambda row: (row["price"], row["id"]),
    "priceDescending": lambda row: (-row["price"], -row["id"]),
}


def expected(rows, status=None, category=None, minPrice=0, maxPrice=10 ** 12, sort="newest"):
    """The ids that a list has to show, in its order."""
    if sort == "endingSoon" and status is None:
        status = "live"
    chosen = [row for row in rows.values()
              if (row["status"] == status if status else row["status"] != "cancelled")
              and category in (None, row["category"]) and minPrice <= row["price"] <= maxPrice]
    return [row["id"] for row in sorted(chosen, key=ORDERS[sort])]


def like(person, auction, method="PUT"):
    path = f"{AUCTIONS}/{auction}/like" if not hasattr(person, "source") else f"/auctions/{auction}/like"
    answer = person.call(method, path)
    assert answer.status == 204 and answer.body == b"", answer


def ago(**span):
    moment = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**span)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def id_of(user):
    """The id of a demo user."""
    return call(user.service, "GET", "/api/v1/me", token=user.token).json["id"]
