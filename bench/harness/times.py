"""How long people wait: for a clean build, and for the service to start."""
import shutil
import subprocess
import time

from .paths import ROOT, SCRATCH
from .process import free_port, get
from .repeat import median
from .report import Section, Table

GOALS = {"a clean debug build": 120, "`./handsup up`, first time, to a page": 5, "`./handsup up`, again, to a page": 5}


def timed(action):
    started = time.monotonic()
    action()
    return time.monotonic() - started


def clean_build():
    scratch = SCRATCH / "clean-build"
    shutil.rmtree(scratch, ignore_errors=True)
    command = ["swift", "build", "--package-path", str(ROOT), "--scratch-path", str(scratch)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    shutil.rmtree(scratch)


def up(data):
    """Until the first page and the list that it shows have been served."""
    port = free_port()
    subprocess.run([ROOT / "handsup", "up", "--detach", "--port", str(port), "--data", data], stdout=subprocess.DEVNULL, check=True)
    for path in ("/", "/api/v1/auctions"):
        if get(port, path)[0] != 200:
            raise SystemExit(f"bench: {path} is not served after up")


def down(data):
    subprocess.run([ROOT / "handsup", "down", "--data", data], stdout=subprocess.DEVNULL, check=True)


def starts():
    data = SCRATCH / "times"
    shutil.rmtree(data, ignore_errors=True)
    try:
        first = timed(lambda: up(data))
        down(data)
        return first, timed(lambda: up(data))
    finally:
        down(data)


def measure(_, plan):
    print("starting", flush=True)
    runs = [starts() for _ in range(plan.repeats)]
    print("building", flush=True)
    seconds = [timed(clean_build), *(median(column) for column in zip(*runs))]
    rows = [[name, f"{taken:.1f}", goal] for (name, goal), taken in zip(GOALS.items(), seconds)]
    notes = ["The build is done once, into an empty folder; `up` starts from a built tree, the first time also makes the database. "
             "Another service was running, idle."]
    return Section("Waiting", [Table(["what", "seconds", "goal"], rows)], notes)
