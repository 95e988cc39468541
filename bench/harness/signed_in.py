"""What a signature costs: the CPU time that a signed-in request adds to the same request without a token."""
import re

from .process import cpu_seconds
from .repeat import median
from .report import Table

PAIRS = 5
GOAL = 15


def cost(pid, run):
    """CPU microseconds of the server a request: wall time would count the load generator, which shares the cores."""
    before = cpu_seconds(pid)
    requests = run()["requests"]
    return (cpu_seconds(pid) - before) / requests * 1e6


def table(pid, paths, load, token, pairs=PAIRS):
    """`load(path, header)` answers how many requests it made. The two kinds take turns, and who is first changes."""
    header = f"Authorization: Bearer {token}"
    rows = []
    for path in paths:
        shown = re.sub(r"/\d+$", "/{id}", path)
        anonymous, signed = [], []
        load(path, header)  # neither kind pays for what the first request of all does once
        for number in range(pairs):
            kinds = [(anonymous, None), (signed, header)]
            for costs, extra in kinds if number % 2 == 0 else reversed(kinds):
                costs.append(cost(pid, lambda: load(path, extra)))
        added = [ours - theirs for ours, theirs in zip(signed, anonymous)]
        print(f"  {shown}: adds " + ", ".join(f"{one:.2f}" for one in added) + " µs", flush=True)
        rows.append([f"`GET {shown}`", f"{median(anonymous):.1f}", f"{median(signed):.1f}", f"{median(added):.1f}",
                     f"{min(added):.1f}–{max(added):.1f}", GOAL])
    return Table(["request", "anonymous, CPU µs", "signed in, CPU µs", "added, µs", f"of {pairs} pairs", "goal, at most"], rows,
                 title="What being signed in adds to a request")


NOTES = [
    "Signed in: the same address with a valid `Authorization`. The server's user and system time from `/proc`, over its requests, "
    "in pairs of runs one after the other; the figure is the median of the pairs' differences.",
]
