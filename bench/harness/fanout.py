"""Events of a room to all of its sockets, beside Nchan."""
from . import loadgen, plot
from .peers import Nchan
from .repeat import interleaved, ratio
from .report import Section, Table, busy, count, met, span

# (sockets, auctions, bodies in one Redis message)
SHAPES = [(1000, 1, 1), (4000, 1, 1), (15000, 1, 1), (1000, 10, 1), (1000, 100, 1), (1000, 100, 16)]
STEADY = 100_000  # deliveries/s of the latency measurement
MANY_ROOMS, MEMBERS, EVENTS = 200, 20, 20  # rooms; sockets of people in each; events/s in each
MANY_GOAL = 25  # ms, p99
MANY_SECONDS = 8  # so that presence is told within them
CHANNELS = iter(range(1, 1_000_000))  # Nchan's, a fresh one for each run as our auctions are


class Bench:
    def __init__(self, service, plan, gateway, nchan):
        self.service, self.plan, self.gateway, self.nchan = service, plan, gateway, nchan
        self.watched = {"server": gateway.pid, "redis": service.pid_of("redis")}

    def ours(self, sockets, auctions, **options):
        rooms = self.service.auctions(auctions)
        if "chat" not in options:
            options["redis"] = self.service.redis
        return self._run(sockets, rooms, to=f"127.0.0.1:{self.gateway.port}", watch=self.watched, **options)

    def theirs(self, sockets, channels, **options):
        rooms = [next(CHANNELS) for _ in range(channels)]
        address = f"127.0.0.1:{self.nchan.port}"
        return self._run(sockets, rooms, to=address, path="/subscribe/%s", subprotocol="", no_join=True, nchan=address,
                         watch={"server": self.nchan.worker}, **options)

    def _run(self, sockets, rooms, **options):
        return loadgen.run("fanout", sockets=sockets, rooms=",".join(map(str, rooms)),
                           **{"seconds": self.plan.seconds, "warm_up": self.plan.warm_up, **options})

    def throughput(self, sockets, auctions, batch):
        measures = {"gateway": lambda: self.ours(sockets, auctions, batch=batch)}
        if batch == 1:
            measures["Nchan"] = lambda: self.theirs(sockets, auctions)
        print(f"{sockets} sockets, {auctions} auctions, {batch} bodies a message", flush=True)
        return interleaved(self.plan.repeats, measures)

    def latency(self, sockets):
        rate = STEADY / sockets
        print(f"{sockets} sockets, {STEADY} deliveries/s", flush=True)
        return interleaved(self.plan.repeats, {"gateway": lambda: self.ours(sockets, 1, rate=rate),
                                               "Nchan": lambda: self.theirs(sockets, 1, rate=rate)}, key="latency.p99")

    def many_rooms(self):
        """All sockets are signed in, each as a person of its own: who comes is told by name while events flow."""
        sockets = MANY_ROOMS * MEMBERS
        print(f"{MANY_ROOMS} rooms with {MEMBERS} people each, {EVENTS} events/s in each", flush=True)
        tokens = self.service.people(sockets)
        return interleaved(self.plan.repeats, {"gateway": lambda: self.ours(sockets, MANY_ROOMS, rate=MANY_ROOMS * EVENTS, tokens=tokens,
                                                                     seconds=MANY_SECONDS)},
                           key="latency.p99")["gateway"]

    def chat(self, sockets):
        print(f"{sockets} sockets, real chat lines", flush=True)
        return interleaved(self.plan.repeats, {"gateway": lambda: self.ours(sockets, 1, chat=True, tokens=self.service.tokens)})


def flaws(run):
    """Events that a socket missed, and sockets that did not stay: 0 in a sound run."""
    return run["lost"] + run["incomplete"] + run["closed"]


def cost(run, name):
    return busy(run["cpu"], {"server": name, "redis": "Redis", "loadgen": "generator"})


def throughput_row(shape, runs):
    sockets, auctions, batch = shape
    ours, theirs = runs["gateway"], runs.get("Nchan")
    row = [count(sockets), auctions, f"Redis, {batch} a message", count(ours["perSecond"]), span(ours["all"]), flaws(ours), cost(ours, "gateway")]
    if theirs is None:
        return row + ["–", "–", "–"]
    return row + [count(theirs["perSecond"]), cost(theirs, "Nchan"), ratio(ours["perSecond"], theirs["perSecond"])]


def measure(service, plan):
    with service.gateway(loops=1) as gateway, Nchan() as nchan:
        bench = Bench(service, plan, gateway, nchan)
        results = {shape: bench.throughput(*shape) for shape in SHAPES}
        steady = {sockets: bench.latency(sockets) for sockets in (1000, 4000)}
        many = bench.many_rooms()
        chat = bench.chat(1000)["gateway"]
    rows = [throughput_row(shape, runs) for shape, runs in results.items()]
    rows.append(["1 000", 1, "chat lines", count(chat["perSecond"]), span(chat["all"]), flaws(chat), cost(chat, "gateway"), "–", "–", "–"])
    throughput = Table(["sockets", "auctions", "events enter by", "deliveries/s", "of three", "lost", "cores busy",
                        "Nchan", "cores busy", "ratio"], rows, "As fast as the sockets keep up")
    latency = Table(["sockets", *FIGURES, "lost", "Nchan p50 ms", "p99 ms", "max ms", "p99 ratio"], [
        [count(sockets)] + figures(runs["gateway"]) + [flaws(runs["gateway"])] + figures(runs["Nchan"])
        + [ratio(runs["gateway"]["latency"]["p99"], runs["Nchan"]["latency"]["p99"])]
        for sockets, runs in steady.items()], f"Latency at {count(STEADY)} deliveries/s, one room, one event a message")
    rooms = Table(["rooms", "people in each", "events/s in each", "deliveries/s", *FIGURES, "of three, p99", "lost", "cores busy", "goal, p99 ms", ""], [
        [MANY_ROOMS, MEMBERS, EVENTS, count(many["perSecond"]), *figures(many), f"{min(many['all']):.1f}–{max(many['all']):.1f}",
         flaws(many), cost(many, "gateway"), MANY_GOAL, met(many["latency"]["p99"] < MANY_GOAL and flaws(many) == 0)]], "Many rooms at once")
    groups = {f"{count(sockets)} sockets, {auctions} room{'s' if auctions > 1 else ''}":
              {name: run["perSecond"] for name, run in (("one gateway process", runs["gateway"]), ("Nchan, one worker", runs["Nchan"]))}
              for (sockets, auctions, batch), runs in results.items() if batch == 1}
    chart = plot.bars("Deliveries a second", groups, "/s", target=(1e6, "goal for 1 000 sockets"))
    return Section("Fan-out", [throughput, latency, rooms], NOTES, {"bench-fanout.svg": chart})


FIGURES = ["p50 ms", "p99 ms", "max ms"]


def figures(run):
    return [f"{run['latency'][name]:.1f}" for name in ("p50", "p99", "max")]


NOTES = [
    "One gateway process on one loop; Nchan on one nginx worker, channels in memory. Each event is about 200 bytes; "
    "every socket checks that each room's `seq` rises by one, and \"lost\" counts gaps, sockets that missed the last event and sockets that were closed.",
    "\"Redis\": events are published straight on the room's channel, one or sixteen bodies in a message; \"chat lines\": real ones, "
    "sent by 50 of the sockets, committed in PostgreSQL first. Nchan gets its events by pipelined HTTP POST.",
    "Many rooms: each socket is signed in as a person of its own, and is told by name who else came, once the first five seconds are over; "
    "with the others the rooms have presence too, as a count. The messages of presence are no events and are not counted.",
    "At most 64 events of a room are on their way at once, for both; the generator looks at its sockets every 2 ms, which "
    "spares the server, Nchan's above all, a wake-up of the generator for each send. In the latency runs it waits in epoll instead, "
    "and latency counts from the moment an event was due.",
]
