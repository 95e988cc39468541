"""Bids by sockets, acknowledged when they are on disk, beside pgbench with one row-locked bid a transaction."""
import re
import subprocess

from . import loadgen, plot
from .paths import BENCH, SCRATCH
from .repeat import interleaved, ratio
from .report import Section, Table, busy, count, span

BIDDERS = 50
# Both one row-locked bid a transaction; the ratio is to the better of the two.
PEERS = {"pgbench, five statements": "pgbench-bid.sql", "pgbench, one statement": "pgbench-bid-one-trip.sql"}
# (auctions, bids of one bidder in flight, whether the bidders watch the room and so get every event too)
SHAPES = [(1, 1, False), (1, 4, False), (1, 4, True), (10, 4, False), (100, 4, False)]


def ours(service, plan, gateway, auctions, in_flight, watching):
    ids = service.auctions(auctions)
    acknowledged = SCRATCH / "acknowledged"
    watched = {"server": gateway.pid, "redis": service.pid_of("redis")}
    result = loadgen.run("bids", to=f"127.0.0.1:{gateway.port}", rooms=",".join(map(str, ids)), sockets=BIDDERS, tokens=service.tokens,
                         in_flight=in_flight, start_price=1000, seconds=plan.seconds, warm_up=plan.warm_up,
                         acknowledged=acknowledged, watch=watched, **({} if watching else {"no_join": True}))
    return dict(result, **audit(service, acknowledged, ids))


def audit(service, acknowledged, ids, name="demo"):
    """Every acknowledged bid against the database: present, by its bidder, with its amount, once. Bidders are `name`1, `name`2 …"""
    listed = ",".join(map(str, ids))
    rows = service.sql(f"""
        CREATE TEMP TABLE acknowledged (auction bigint, seq bigint, amount bigint, bidder int);
        COPY acknowledged FROM STDIN (DELIMITER ' ');
{acknowledged.read_text()}\\.
        SELECT count(*), count(*) FILTER (WHERE person.id IS NULL)
          FROM acknowledged a
          LEFT JOIN bid b ON b.auction_id = a.auction AND b.seq = a.seq AND b.amount = a.amount
          LEFT JOIN person ON person.id = b.bidder_id AND person.username = '{name}' || a.bidder + 1;
        SELECT count(*) - count(DISTINCT (auction_id, amount)) FROM bid WHERE auction_id IN ({listed});
        SELECT (SELECT count(*) FROM acknowledged) - count(DISTINCT (auction, seq)) FROM acknowledged;""")
    (checked, missing), (repeated,), (shared,) = rows
    return {"checked": int(checked), "missing": int(missing), "repeated": int(repeated) + int(shared)}


def pgbench(service, plan, auctions, script):
    command = ["pgbench", "-n", "-M", "prepared", "-c", str(BIDDERS), "-j", "2", "-D", f"auctions={auctions}",
               "-T", str(max(2, int(plan.seconds))), "-f", str(BENCH / "peers" / script)]
    done = subprocess.run(command, env=service.postgres_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    if rate is None:
        raise SystemExit(f"bench: pgbench failed: {done.stderr[-500:]}")
    average = re.search(r"latency average = ([\d.]+)", done.stdout)
    return {"perSecond": float(rate.group(1)), "average": float(average.group(1)) if average else 0.0}


def flaws(run):
    return run["missing"] + run["repeated"] + run["unanswered"] + run["closed"]


def row(shape, runs):
    run, peers = runs["gateway"], [runs[name]["perSecond"] for name in PEERS]
    auctions, in_flight, watching = shape
    return [auctions, in_flight, "yes" if watching else "no", count(run["perSecond"]), span(run["all"]), f"{run['latency']['p50']:.1f}", f"{run['latency']['p99']:.1f}",
            f"{100 * run['tooLow'] / max(1, run['sent']):.1f} %", flaws(run),
            busy(run["cpu"], {"server": "gateway", "redis": "Redis", "loadgen": "generator", "machine": "all"}),
            *map(count, peers), ratio(run["perSecond"], max(peers))]


def measure(service, plan):
    service.sql((BENCH / "peers" / "pgbench-setup.sql").read_text())
    rows, groups = [], {}
    with service.gateway(loops=1) as gateway:
        for shape in SHAPES:
            auctions, in_flight, watching = shape
            print(f"{auctions} auctions, {in_flight} bids of each of {BIDDERS} bidders in flight{', who watch' if watching else ''}", flush=True)
            measures = {"gateway": lambda: ours(service, plan, gateway, *shape)}
            for name, script in PEERS.items():
                measures[name] = lambda script=script: pgbench(service, plan, auctions, script)
            runs = interleaved(plan.repeats, measures)
            rows.append(row(shape, runs))
            groups[f"{auctions} auction{'s' if auctions > 1 else ''}, {in_flight} in flight{', watched' if watching else ''}"] = {
                "by sockets" if name == "gateway" else name: run["perSecond"] for name, run in runs.items()}
    table = Table(["auctions", "in flight, each bidder", "watching", "bids/s", "of three", "p50 ms", "p99 ms", "too low", "wrong",
                   "cores busy", *PEERS, "ratio to the better"], rows, f"{BIDDERS} bidders on sockets; accepted, committed, acknowledged")
    return Section("Bids", [table], NOTES, {"bench-bids.svg": plot.bars("Acknowledged bids a second", groups, "/s")})


NOTES = [
    "One gateway process on one loop. A bidder sends its next bids when all of its last ones are answered; amounts rise by the increment over all "
    "bidders. \"Too low\" were overtaken on the way and are not counted as bids.",
    "\"Wrong\" must be 0: after each run every acknowledged bid is looked up in the database (seq, amount and bidder, once); "
    "unanswered bids and closed sockets count too.",
    "The peer: `pgbench -c 50 -j 2 -M prepared` in the same cluster, taking turns with our runs; each transaction locks the auction's row, "
    "raises its price, and writes a bid and an event: as five statements and a commit, the way a service without our queue would, or all in one statement.",
]
