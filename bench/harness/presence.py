"""Who is in a room: what it costs that thousands come at once, and whether everybody is told the truth."""
import time

from . import loadgen
from .repeat import interleaved
from .report import Section, Table, count, met

PEOPLE, ROOMS = 5000, 100
JOIN_SECONDS = 5
COST_GOAL = 1.0  # core-seconds of gateways and Redis for 10 000 joins
TRUTH_GOAL = 15  # seconds
GONE_GOAL = 20


SERVERS = ("gateway", "watchers", "redis")


def run(service, tokens):
    with service.gateway(loops=1) as first, service.gateway(loops=1) as second:
        ids = service.auctions(ROOMS)
        result = loadgen.run("presence", to=[f"127.0.0.1:{first.port}", f"127.0.0.1:{second.port}"], rooms=",".join(map(str, ids)),
                             sockets=PEOPLE, tokens=tokens, join_seconds=JOIN_SECONDS, warm_up=8,
                             watch={"gateway": first.pid, "watchers": second.pid, "redis": service.pid_of("redis")})
        closed = time.monotonic()
        while service.presence_keys() and time.monotonic() < closed + 2 * GONE_GOAL:
            time.sleep(0.2)
        result.update(keysLeft=service.presence_keys(), goneSeconds=time.monotonic() - closed)
    spent = sum(result["cpuSeconds"][name] - result["idleSeconds"][name] for name in SERVERS)
    result["cost"] = spent / result["joined"] * 10_000
    result["wrong"] = result["wrongCounts"] + result["wrongNames"] + result["refused"] + result["closed"] + PEOPLE - result["joined"]
    return result


def measure(service, plan):
    tokens = service.people(PEOPLE)
    print(f"{PEOPLE} people, {ROOMS} rooms, in {JOIN_SECONDS} s", flush=True)
    result = interleaved(plan.repeats, {"presence": lambda: run(service, tokens)}, key="cost")["presence"]
    cost = Table(["", "gateway, s", "second gateway, s", "Redis, s", "more than idle, for 10 000 joins", "of three", "goal, at most", ""], [
        [f"{count(result['joined'])} joins", *seconds(result["cpuSeconds"]), f"{result['cost']:.2f}",
         f"{min(result['all']):.2f}–{max(result['all']):.2f}", f"{COST_GOAL:.2f}", met(result["cost"] <= COST_GOAL)],
        ["as long, when nobody comes or goes", *seconds(result["idleSeconds"]), "", "", "–", ""]],
        f"Processor seconds while {count(PEOPLE)} people join {ROOMS} rooms in {JOIN_SECONDS} s, and the 10 s after")
    truth = Table(["what", "seconds", "wrong", "goal, s", ""], [
        [f"all {count(PEOPLE + ROOMS)} sockets know count and names", f"{result['toldMs'] / 1000:.1f}", result["wrong"], TRUTH_GOAL,
         met(result["wrong"] == 0 and result["toldMs"] <= TRUTH_GOAL * 1000)],
        ["nothing left in Redis after all have gone", f"{result['goneSeconds']:.1f}", result["keysLeft"], GONE_GOAL,
         met(result["keysLeft"] == 0 and result["goneSeconds"] <= GONE_GOAL)]], "The truth, and how soon")
    joins = Table(["reply to `join`", "p50 ms", "p99 ms", "max ms", "presence messages"], [
        ["", *(f"{result['join'][name]:.1f}" for name in ("p50", "p99", "max")), count(result["presence"])]])
    return Section("Presence", [cost, truth, joins], NOTES)


def seconds(spent):
    return [f"{spent[name]:.2f}" for name in SERVERS]


NOTES = [
    "Each person has one socket, signed in before, on one gateway process on one loop; a second process has one anonymous socket in each "
    "room. The figure is user and system time from `/proc` of both gateways and Redis, from the first join until 10 s after the last, the "
    "joins themselves included; less what the same processes take in as long a time in which nobody comes or goes.",
    "The generator looks at its sockets every 2 ms, which spares the gateway a wake-up of the generator for each reply (people sit at other "
    "machines); so joins come two at a time, and a reply's time is rounded up by as much.",
    "\"Wrong\" must be 0: sockets, on either gateway, whose count or whose names (the ids of all people in the room, as told by `users`, `joined` "
    "and `left`) are not those of the room 15 s after the last join; and joins that were refused.",
]
