"""A rolling restart of two gateways behind nginx, under load: nobody misses anything, and all are soon back."""
import os
import signal
import time

from . import following, loadgen
from .paths import SCRATCH
from .process import get
from .repeat import interleaved
from .report import Section, Table, count, met
from .service import Service

SOCKETS, ROOMS, BIDS = 5000, 100, 200
QUICK_SOCKETS, QUICK_ROOMS, QUICK_BIDS = 500, 20, 100
GOAL = 2000  # ms
PATIENCE = 120  # seconds for one gateway


def restart(service, name):
    """As a deploy does: SIGTERM, and then the supervisor's new process. Seconds until the old one has ended, and until the new one is ready."""
    old, started = service.pid_of(name), time.monotonic()
    os.kill(old, signal.SIGTERM)
    while os.path.exists(f"/proc/{old}") and time.monotonic() < started + PATIENCE:
        time.sleep(0.05)
    ended = time.monotonic() - started
    while not is_back(service, name, old):
        if time.monotonic() > started + PATIENCE:
            raise SystemExit(f"bench: {name} did not come back in {PATIENCE} s")
        time.sleep(0.05)
    print(f"  {name}: ended after {ended:.1f} s", flush=True)
    return ended, time.monotonic() - started


def is_back(service, name, old):
    try:
        port = int((service.data / "run" / f"{name}.port").read_text())
        return service.pid_of(name) != old and get(port, "/readyz")[0] == 200
    except (OSError, ValueError):
        return False


def run(service, tokens, sockets, rooms, rate):
    ids = service.auctions(rooms)
    acknowledged = SCRATCH / "acknowledged"
    with loadgen.Conversation("follow", to=f"127.0.0.1:{service.port}", rooms=",".join(map(str, ids)), sockets=sockets, tokens=tokens,
                              rate=rate, acknowledged=acknowledged) as conversation:
        conversation.hear()
        time.sleep(2)
        ends = [restart(service, name)[0] for name in ("gateway-1", "gateway-2")]
        time.sleep(2)
        result = following.finish(service, conversation, ids, acknowledged)
    return dict(result, ended=max(ends))


def measure(_, plan):
    sockets, rooms, rate = (QUICK_SOCKETS, QUICK_ROOMS, QUICK_BIDS) if plan.quick else (SOCKETS, ROOMS, BIDS)
    settings = {"HANDSUP_RECONNECT_SECONDS": "5"} if plan.quick else {}
    with Service("deploy", keep=False, gateways=2, settings=settings) as service:
        tokens = service.people(sockets)
        print("trying the checks", flush=True)
        following.check_checks(service, f"127.0.0.1:{service.port}", tokens, SCRATCH / "acknowledged")
        print(f"{sockets} sockets in {rooms} rooms, {rate} bids/s", flush=True)
        result = interleaved(plan.repeats, {"deploy": lambda: run(service, tokens, sockets, rooms, rate)}, key="back.p99")["deploy"]
    found = following.wrong(result)
    checks = Table(["returns", "as told by `reconnect`", "closed unasked", "events delivered", "in replies to `join`", "bids", "sent again", "wrong", "goal", ""], [
        [count(result["returns"]), count(result["told"]), count(result["unasked"]), count(result["delivered"]), count(result["replayed"]),
         count(result["bids"]), count(result["sentAgain"]), sum(found.values()), 0, met(not found)]],
        f"Both gateways restarted, one after the other, under {count(sockets)} sockets in {rooms} rooms and {rate} bids/s")
    times = Table(["", "p50 ms", "p99 ms", "of three", "max ms", "goal, p99 ms", ""], [
        ["from leaving the old socket to being back in the room", f"{result['back']['p50']:.1f}", f"{result['back']['p99']:.1f}",
         f"{min(result['all']):.1f}–{max(result['all']):.1f}", f"{result['back']['max']:.1f}", count(GOAL), met(result["back"]["p99"] <= GOAL)],
        ["from when a bid was due to its answer", f"{result['answer']['p50']:.1f}", f"{result['answer']['p99']:.1f}", "",
         f"{result['answer']['max']:.1f}", "–", ""]])
    return Section("Deploys", [checks, times], [*NOTES, f"The slower gateway ended {result['ended']:.0f} s after SIGTERM."])


NOTES = [
    "`./handsup up --gateways 2`, all through nginx; each socket is signed in as a person of its own. SIGTERM to gateway-1, and to gateway-2 once "
    "the supervisor has the first one back. A client that is told to `reconnect` closes its socket at `afterMs`, opens another, signs in, joins with "
    "`after` and sends its bids that have no answer again.",
    "\"Wrong\" must be 0, and is what it is under lost connections; bids go out on the bidders' own sockets, or when these are back.",
]
