"""What a picture costs, and what others notice of it: CPU and memory of one, and the auction page while four come at once."""
import http.client
import itertools
import pathlib
import threading

from .photo import photo
from .process import cpu_seconds, resident_bytes
from .repeat import median, median_run
from .report import Section, Table, count
from .service import USERS
from .wrk import wrk

UPLOADERS = 4
MEGABYTE = 1e6


def upload(port, token, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", "/api/v1/images", body, {"Content-Type": "image/jpeg", "Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 201:
            raise SystemExit(f"bench: an upload was answered {answer.status}: {content[:200]}")
    finally:
        connection.close()


def peak_bytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise SystemExit(f"bench: process {pid} is gone")


def one(service, body, times):
    """CPU milliseconds of a picture, and the peak of memory over that of the idle process, which has made none before."""
    with api(service) as process:
        idle = resident_bytes(process.pid)
        upload(process.port, service.token(USERS[0]), body)
        first = peak_bytes(process.pid) - idle
        busy = cpu_seconds(process.pid)
        for _ in range(times):
            upload(process.port, service.token(USERS[0]), body)
        result = {"cpu": (cpu_seconds(process.pid) - busy) / times * 1000, "first": first / MEGABYTE,
                  "peak": (peak_bytes(process.pid) - idle) / MEGABYTE}
    print(f"  {result['cpu']:.0f} ms of CPU, {result['first']:.0f} MB for the first, {result['peak']:.0f} MB after {times}", flush=True)
    return result


def api(service):
    return service.api(loops=2, images_per_day=10_000)


class Uploading:
    """As many people as told, each with one upload after the other."""

    def __init__(self, port, tokens, body):
        self.port, self.body, self.done, self.ends = port, body, itertools.count(), threading.Event()
        self.threads = [threading.Thread(target=self._go_on, args=(token,), daemon=True) for token in tokens]

    def _go_on(self, token):
        while not self.ends.is_set():
            upload(self.port, token, self.body)
            next(self.done)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        for thread in self.threads:
            thread.join()


def read(process, path, plan, tokens, body):
    with Uploading(process.port, tokens, body) as uploading:
        result = wrk(process.port, path, plan)
    return result | {"uploads": next(uploading.done), "p99": result["latency"]["99%"]}


def measure(service, plan):
    body = photo()
    print("one picture", flush=True)
    runs = [one(service, body, 3 if plan.quick else 20) for _ in range(plan.repeats)]
    cost = Table(["a 12-megapixel JPEG to three WebP", "measured", "goal, at most"],
                 [["CPU ms", f"{median([run['cpu'] for run in runs]):.0f}", 250],
                  ["MB over the idle process, first picture", f"{median([run['first'] for run in runs]):.0f}", 100],
                  ["MB over the idle process, highest", f"{median([run['peak'] for run in runs]):.0f}", ""]])
    auction = service.sql("SELECT id FROM auction WHERE status = 'live' ORDER BY bid_count DESC, id LIMIT 1")[0][0]
    path = f"/api/v1/auctions/{auction}"
    rows = []
    with api(service) as process:
        for people in (0, UPLOADERS):
            print(f"GET {path} beside {people} uploads", flush=True)
            tokens = [service.token(name) for name in USERS[:people]]
            result = median_run([read(process, path, plan, tokens, body) for _ in range(plan.repeats)], "p99")
            print(f"  {result['perSecond']:.0f}/s, p99 {result['p99']:.2f} ms, {result['uploads']} pictures", flush=True)
            rows.append([people, count(result["perSecond"]), f"{result['latency']['50%']:.2f}", f"{result['p99']:.2f}",
                         20 if people else "", result["uploads"]])
    reads = Table(["uploads at once", "requests/s", "p50 ms", "p99 ms", "goal, at most", "pictures meanwhile"], rows,
                  title="`GET /auctions/{id}` while pictures are made")
    return Section("Pictures", [cost, reads], [note.format(size=f"{len(body) / MEGABYTE:.1f}") for note in NOTES])


NOTES = [
    "One APIServer process on two loops, asked directly; pictures are kept in a folder. The file is a fractal surface with noise, "
    "4 000 × 3 000 pixels, JPEG of quality 90, {size} MB. CPU is all that the process did meanwhile: receiving, decoding, three "
    "encodings, files, the database.",
    "The reads are `wrk` with 64 connections as fast as they go, so both cores are full before the first picture; each of the people "
    "uploads again as soon as the last one was answered.",
]
