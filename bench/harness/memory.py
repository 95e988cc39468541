"""Resident memory of idle sockets, signed in and in a room, beside Nchan's."""
import time

from . import loadgen, plot
from .peers import Nchan
from .process import resident_bytes
from .repeat import median
from .report import Section, Table, count, met

STEPS = [1000, 4000, 8000, 15000]
SETTLE_SECONDS = 8  # until presence has been told too
GOAL = 10  # KB a socket


def grow(pid, **options):
    """Resident bytes before, and with each number of sockets."""
    sizes = {0: resident_bytes(pid)}
    with loadgen.Hold(sockets=STEPS[-1], **options) as hold:
        for step in STEPS:
            hold.open(step)
            time.sleep(SETTLE_SECONDS)
            sizes[step] = resident_bytes(pid)
    print("  " + ", ".join(f"{step}: {size / 1e6:.1f} MB" for step, size in sizes.items()), flush=True)
    return sizes


def ours(service, tokens):
    with service.gateway(loops=1) as gateway:
        room = service.auctions(1)[0]
        return grow(gateway.pid, to=f"127.0.0.1:{gateway.port}", rooms=room, tokens=tokens)


def theirs():
    with Nchan() as nchan:
        return grow(nchan.worker, to=f"127.0.0.1:{nchan.port}", rooms=1, path="/subscribe/%s", subprotocol="", no_join=True)


def each(runs, step, base=0):
    return median([(sizes[step] - sizes[base]) / (step - base) for sizes in runs]) / 1000


def measure(service, plan):
    tokens = service.people(STEPS[-1])
    gateway, nchan = [], []
    for _ in range(plan.repeats):  # a fresh process every time: one that was large before would hide growth
        gateway.append(ours(service, tokens))
        nchan.append(theirs())
    rows = [[count(step), f"{median([sizes[step] for sizes in gateway]) / 1e6:.1f}", f"{each(gateway, step):.2f}",
             f"{each(nchan, step):.2f}", f"{each(gateway, step) / each(nchan, step):.2f}", GOAL, met(each(gateway, step) <= GOAL)] for step in STEPS]
    first, last = STEPS[0], STEPS[-1]
    rows.append([f"{count(first)} → {count(last)}", "", f"{each(gateway, last, first):.2f}", f"{each(nchan, last, first):.2f}",
                 f"{each(gateway, last, first) / each(nchan, last, first):.2f}", "", ""])
    table = Table(["sockets", "gateway, MB", "KB a socket", "Nchan, KB a socket", "ratio", "goal, KB, at most", ""], rows)
    groups = {f"{count(step)} sockets": {"gateway": each(gateway, step), "Nchan": each(nchan, step)} for step in STEPS}
    chart = plot.bars("Resident memory of an idle socket, signed in and in a room", groups, "KB", target=(GOAL, f"goal: at most {GOAL} KB"))
    base = median([sizes[0] for sizes in gateway]) / 1e6
    notes = [f"VmRSS of the one process (Nchan: of its worker) {SETTLE_SECONDS} s after the sockets had signed in (each as a person of its own; "
             "Nchan's are anonymous) and joined one room, less that of the "
             f"process before the first (gateway: {base:.1f} MB), a socket; 1 KB is 1 000 bytes. The kernel's socket buffers are in neither."]
    return Section("Memory", [table], notes, {"bench-memory.svg": chart})
