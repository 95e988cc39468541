"""Connections that are reset again and again: everybody gets all, once and in order, and soon."""
import time

from . import following, loadgen
from .paths import SCRATCH
from .report import Section, Table, count, met
from .repeat import interleaved

SOCKETS, ROOMS = 200, 4
CUT_EVERY = 4  # seconds, on average, of each connection
BIDS = 200  # a second
SECONDS, QUICK_SECONDS = 30, 8
GOAL = 2000  # ms


def run(service, targets, tokens, seconds):
    rooms = service.auctions(ROOMS)
    acknowledged = SCRATCH / "acknowledged"
    with loadgen.Conversation("follow", to=targets, rooms=",".join(map(str, rooms)), sockets=SOCKETS, tokens=tokens, rate=BIDS,
                              cut_every=CUT_EVERY, acknowledged=acknowledged) as conversation:
        conversation.hear()
        time.sleep(seconds)
        result = following.finish(service, conversation, rooms, acknowledged)
    return result


def measure(service, plan):
    seconds = QUICK_SECONDS if plan.quick else SECONDS
    tokens = service.people(SOCKETS)
    with service.gateway(loops=1) as first, service.gateway(loops=1) as second:
        targets = [f"127.0.0.1:{gateway.port}" for gateway in (first, second)]
        print("trying the checks", flush=True)
        following.check_checks(service, targets, tokens, SCRATCH / "acknowledged")
        print(f"{SOCKETS} sockets, each reset every {CUT_EVERY} s, for {seconds} s", flush=True)
        result = interleaved(plan.repeats, {"cuts": lambda: run(service, targets, tokens, seconds)}, key="back.p99")["cuts"]
    found = following.wrong(result)
    events = Table(["resets", "events delivered", "of them in replies to `join`", "wrong", "goal", ""], [
        [count(result["cut"]), count(result["delivered"]), count(result["replayed"]), sum(found.values()), 0, met(not found)]],
        f"{SOCKETS} clients in {ROOMS} rooms, {BIDS} bids/s, for {seconds} s")
    times = Table(["", "p50 ms", "p99 ms", "of three", "max ms", "goal, p99 ms", ""], [
        ["from the reset to the reply with all that was missed", f"{result['back']['p50']:.1f}", f"{result['back']['p99']:.1f}",
         f"{min(result['all']):.1f}–{max(result['all']):.1f}", f"{result['back']['max']:.1f}", count(GOAL), met(result["back"]["p99"] <= GOAL)],
        ["from when a bid was due to its answer", f"{result['answer']['p50']:.1f}", f"{result['answer']['p99']:.1f}", "",
         f"{result['answer']['max']:.1f}", "–", ""]])
    return Section("Lost connections", [events, times], NOTES)


NOTES = [
    "Two gateway processes, each on one loop, reached directly; a client comes back to the other one each time. Its connection is reset "
    f"(RST) at random, every {CUT_EVERY} s on average, whatever it is about; it connects again at once, and when that fails after a random time below 0.5 s.",
    "\"Wrong\" must be 0: events that a client missed, got twice, or got with other bytes than another client; clients that do not end where the "
    "room's log ends; `recovered:false`; bids without an answer or with two; acknowledged bids that are not in the database as acknowledged, and "
    "bids in it that nobody was told of. Before each run of this part the checks are tried with a dropped, a doubled and an altered event and an answer that is overheard.",
]
