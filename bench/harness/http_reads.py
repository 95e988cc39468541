"""Hot reads straight from one APIServer, beside a plain nginx that sends the same bytes from a file, and with a token."""
import re

from . import goals, peers, plot, signed_in
from .process import get
from .repeat import interleaved, ratio
from .report import Section, Table, count, span
from .wrk import CONNECTIONS, wrk


def measure(service, plan):
    auction = service.sql("SELECT id FROM auction WHERE status = 'live' ORDER BY bid_count DESC, id LIMIT 1")[0][0]
    paths = {"one auction": f"/api/v1/auctions/{auction}", "list of 20": "/api/v1/auctions?limit=20", "health": "/healthz"}
    rows, groups = [], {}
    with service.api(loops=2) as api:
        bodies = {}
        for name, path in paths.items():
            status, body, _ = get(api.port, path)
            if status != 200:
                raise SystemExit(f"bench: {path} answers {status}")
            bodies[name.replace(" ", "-")] = body
        with peers.static(bodies) as static:
            for name, path in paths.items():
                print(f"{name}: GET {path}", flush=True)
                file = name.replace(" ", "-")
                runs = interleaved(plan.repeats, {"APIServer": lambda: wrk(api.port, path, plan),
                                                  "nginx": lambda: wrk(static.port, f"/{file}", plan)})
                ours, theirs = runs["APIServer"], runs["nginx"]
                shown = re.sub(r"/\d+$", "/{id}", path)
                rows.append([f"`GET {shown}`", count(len(bodies[file])), count(ours["perSecond"]), span(ours["all"]),
                             f"{ours['latency']['50%']:.2f}", f"{ours['latency']['99%']:.2f}", count(theirs["perSecond"]),
                             ratio(ours["perSecond"], theirs["perSecond"])])
                groups[name] = {"APIServer, two loops": ours["perSecond"], "nginx, a static file": theirs["perSecond"]}
        print("signed in", flush=True)
        signed = signed_in.table(api.pid, [paths["one auction"], paths["list of 20"]],
                                 lambda path, header: wrk(api.port, path, plan, *([header] if header else [])), service.token("demo1"),
                                 pairs=1 if plan.quick else signed_in.PAIRS)
    table = Table(["request", "bytes", "requests/s", "of three", "p50 ms", "p99 ms", "nginx, same bytes", "ratio"], rows)
    return Section("HTTP reads", [table, goals.table(service, plan), signed], NOTES + signed_in.NOTES, {"bench-http.svg": plot.bars("Requests a second", groups, "/s")})


NOTES = [
    f"`wrk -t 1 -c {CONNECTIONS}` straight to one APIServer process on two loops, wrk on the same two cores.",
    "nginx with two workers sends the same body as a static file from the page cache: an upper bound that knows no auction, not a rival.",
]
