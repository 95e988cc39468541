"""The command line, and the order of things."""
import argparse
import contextlib
import datetime
import fcntl
import time

from . import accounts, bids, cuts, deploy, fanout, http_reads, images, memory, notify, presence, report, search, times
from .loadgen import build
from .paths import SCRATCH
from .service import Service

PARTS = {"fanout": fanout, "presence": presence, "bids": bids, "notify": notify, "cuts": cuts, "deploy": deploy, "http": http_reads,
         "search": search, "accounts": accounts, "images": images, "memory": memory, "times": times}


class Plan:
    """How thoroughly to measure. Quick is for trying the tools: its numbers go nowhere."""

    def __init__(self, quick):
        self.quick = quick
        self.repeats = 1 if quick else 3
        self.seconds = 1 if quick else 4
        self.warm_up = 0.5 if quick else 1


def main(arguments):
    parser = argparse.ArgumentParser(prog="./handsup bench", description="Measures the service beside its peers and writes docs/benchmarks.md.")
    parser.add_argument("parts", nargs="*", metavar="|".join([*PARTS, "all"]), default=["all"])
    parser.add_argument("--quick", action="store_true", help="one short run each; the document stays as it is")
    options = parser.parse_args(arguments)
    names = list(PARTS) if "all" in options.parts else options.parts
    for name in names:
        if name not in PARTS:
            parser.error(f"there is no part '{name}'")
    plan = Plan(options.quick)
    started = time.monotonic()
    SCRATCH.mkdir(exist_ok=True)
    lock = open(SCRATCH / "lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise SystemExit("bench: another one is running here; two at once would measure each other") from None
    build()
    command = "./handsup bench " + " ".join(options.parts)
    with contextlib.ExitStack() as stack:
        service = stack.enter_context(Service())
        for name in names:
            print(f"\n== {name}", flush=True)
            section = PARTS[name].measure(service, plan)
            section.stamp = report.stamp(command, datetime.datetime.now(datetime.timezone.utc), service)
            print("\n" + section.markdown())
            if not plan.quick:
                report.write(name, section)
    print(f"\nMeasured in {time.monotonic() - started:.0f} s.")
    return 0
