"""An auction with thousands of followers starts: how soon all of them are told."""
import datetime
import json
import urllib.request

from . import loadgen
from .repeat import interleaved
from .report import Section, Table, count, met
from .service import PERSON

FOLLOWERS, SOCKETS = 10_000, 5000
AHEAD = 4  # seconds: to make everybody like it
GOAL = 1000  # ms


def upcoming(service):
    """An auction that starts soon and that so many like; and when, in milliseconds since 1970."""
    starts = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=AHEAD)
    body = json.dumps({"title": "Followed", "description": "Made by a benchmark.", "category": "electronics", "startPrice": 1000,
                       "startsAt": starts.isoformat(timespec="milliseconds").replace("+00:00", "Z"), "durationMinutes": 600}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {service.seller_token}"}
    request = urllib.request.Request(f"{service.environment['HANDSUP_URL']}/api/v1/auctions", body, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        auction = json.load(answer)["id"]
    ((status, starts_at),) = service.sql(f"""
        INSERT INTO auction_like (person_id, auction_id) SELECT id, {auction} FROM person
            WHERE username IN (SELECT '{PERSON}' || n FROM generate_series(1, {FOLLOWERS}) n);
        UPDATE auction SET like_count = {FOLLOWERS} WHERE id = {auction}
            RETURNING status, (extract(epoch FROM starts_at) * 1000)::bigint""")
    if status != "upcoming":
        raise SystemExit("bench: the auction started before all liked it")
    return auction, int(starts_at)


# Looks from inside the database, so that no client's start and no round trip is in the figure; each statement of the loop sees what
# was committed before it.
STORED = """
    CREATE FUNCTION pg_temp.stored(wanted bigint, followers bigint) RETURNS TABLE (number bigint, ms float8) LANGUAGE plpgsql AS $$
    DECLARE due timestamptz := (SELECT starts_at FROM auction WHERE id = wanted);
    BEGIN
        PERFORM pg_sleep(greatest(0, extract(epoch FROM due - clock_timestamp())));
        LOOP
            SELECT count(*) INTO number FROM notification WHERE auction_id = wanted AND kind = 'auctionStarted';
            ms := extract(epoch FROM clock_timestamp() - due) * 1000;
            EXIT WHEN number >= followers OR ms > 30000;
            PERFORM pg_sleep(0.02);
        END LOOP;
        RETURN NEXT;
    END $$;"""


def run(service, tokens):
    with service.gateway(loops=1) as gateway:
        watched = {"gateway": gateway.pid, "redis": service.pid_of("redis"), "scheduler": service.pid_of("scheduler-1")}
        with loadgen.Conversation("notify", to=f"127.0.0.1:{gateway.port}", no_join=True, sockets=SOCKETS, tokens=tokens,
                                  watch=watched) as conversation:
            conversation.hear()
            auction, starts = upcoming(service)
            conversation.say(f"{auction} {starts}")
            ((stored, ms),) = service.sql(f"{STORED} SELECT * FROM pg_temp.stored({auction}, {FOLLOWERS})")
            result = conversation.hear()
    ((rows,),) = service.sql(f"SELECT count(DISTINCT person_id) FROM notification WHERE auction_id = {auction} AND kind = 'auctionStarted'")
    result["wrong"] = result["missing"] + result["doubled"] + result["early"] + result["closed"] + abs(FOLLOWERS - int(rows))
    return dict(result, stored=int(stored), storedMs=float(ms), last=max(result["delay"]["max"], float(ms)))


def measure(service, plan):
    tokens = service.people(FOLLOWERS)
    print(f"{FOLLOWERS} followers, {SOCKETS} of them with a socket", flush=True)
    result = interleaved(plan.repeats, {"notify": lambda: run(service, tokens)}, key="last")["notify"]
    delay, spent = result["delay"], result["cpuSeconds"]
    table = Table(["from `startsAt` until", "p50 ms", "p99 ms", "last, ms", "wrong", "goal, last, ms", ""], [
        [f"the {count(SOCKETS)} sockets have it", *(f"{delay[name]:.0f}" for name in ("p50", "p99", "max")), result["wrong"], count(GOAL),
         met(result["wrong"] == 0 and delay["max"] < GOAL)],
        [f"all {count(FOLLOWERS)} rows are in the table", "–", "–", f"{result['storedMs']:.0f}", "", count(GOAL),
         met(result["stored"] == FOLLOWERS and result["storedMs"] < GOAL)]],
        f"An auction with {count(FOLLOWERS)} followers starts; last of all: {min(result['all']):.0f}–{max(result['all']):.0f} ms of three")
    cost = Table(["processor seconds", "gateway", "scheduler", "Redis"], [["", *(f"{spent[name]:.2f}" for name in ("gateway", "scheduler", "redis"))]])
    return Section("Notifications", [table, cost], NOTES)


NOTES = [
    "Followers are rows in the table of likes; half of them have one socket each, signed in, in no room, on one gateway process on one loop. "
    "Times count from `startsAt`: the scheduler's delay is in them. Rows count when a transaction that begins later sees them, to 20 ms.",
    "\"Wrong\" must be 0: sockets without the notification, or with two, or with one before the start; followers without a row.",
]
