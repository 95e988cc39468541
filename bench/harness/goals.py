"""Requests a second where there is a goal: cached pages, what somebody signed in sees, and what has not changed."""
import re

from .process import get
from .repeat import interleaved
from .report import Table, count, span
from .wrk import wrk

LIST = "/api/v1/auctions?limit=20"
LIKED = 7  # of the 20


def table(service, plan):
    service.sql(
        f"""INSERT INTO auction_like (person_id, auction_id) SELECT p.id, a.id FROM person p,
            (SELECT id FROM auction WHERE status <> 'cancelled' ORDER BY id DESC LIMIT {LIKED}) a
            WHERE p.username = 'demo1' ON CONFLICT DO NOTHING""")
    auction = service.sql("SELECT max(id) FROM auction WHERE status <> 'cancelled'")[0][0]
    page = f"/api/v1/auctions/{auction}"
    signed = f"Authorization: Bearer {service.token('demo1')}"
    rows = []
    with service.api(loops=2) as api:
        tags = {path: known(api.port, path) for path in (LIST, page)}
        liked = get(api.port, LIST, headers=dict([signed.split(": ")]))[1].count(b'"liked":true')
        if liked != LIKED:
            raise SystemExit(f"bench: demo1 sees {liked} liked auctions in the list, not {LIKED}")
        for title, path, headers, goal in (
                ("anonymous", LIST, [], 25_000), ("anonymous", page, [], 30_000),
                (f"signed in, likes {LIKED} of them", LIST, [signed], 8_000), ("signed in, likes it", page, [signed], None),
                ("304 Not Modified", LIST, [tags[LIST]], None), ("304 Not Modified", page, [tags[page]], None)):
            shown = f"`GET {re.sub(r'/[0-9]+$', '/{id}', path)}`, {title}"
            print(shown, flush=True)
            run = interleaved(plan.repeats, {"APIServer": lambda: wrk(api.port, path, plan, *headers)})["APIServer"]
            met = "" if goal is None else "met" if run["perSecond"] >= goal else "missed"
            rows.append([shown, count(run["perSecond"]), span(run["all"]), f"{run['latency']['50%']:.2f}", f"{run['latency']['99%']:.2f}",
                         "–" if goal is None else count(goal), met])
    return Table(["request", "requests/s", "of three", "p50 ms", "p99 ms", "goal, at least", ""], rows, title="With goals of their own")


def known(port, path):
    """The header that asks whether it has changed."""
    status, _, headers = get(port, path)
    tag = dict(headers).get("ETag")
    if status != 200 or not tag:
        raise SystemExit(f"bench: {path} answers {status} without an entity tag")
    if get(port, path, headers={"If-None-Match": tag})[0] != 304:
        raise SystemExit(f"bench: {path} does not know its own entity tag")
    return f"If-None-Match: {tag}"
