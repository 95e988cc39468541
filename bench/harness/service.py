"""A whole Hands-up of our own, from `./handsup up`, and more of its processes with settings of our choice."""
import json
import os
import pathlib
import shutil
import subprocess
import urllib.request

from .paths import ROOT, SCRATCH
from .process import Process, free_port

USERS = [f"demo{number}" for number in range(1, 51)]
SELLER = "benchseller"  # nobody may bid on an own auction, and all demo users bid
PERSON = "bench"  # bench1, bench2 …: as many people as a part needs
TOKENS_AT_ONCE = 5000  # names on a command line

# Out of the way: what is measured is not how requests are refused. nginx counts sockets of an address up to 65535.
LIMITS = {"HANDSUP_RATE_API": "1000000r/s", "HANDSUP_BURST_API": "1000000",
          "HANDSUP_RATE_REALTIME": "1000000r/s", "HANDSUP_BURST_REALTIME": "1000000",
          "HANDSUP_RATE_ACCOUNTS": "1000000r/s", "HANDSUP_BURST_ACCOUNTS": "1000000",
          "HANDSUP_TEXTS_PER_ADDRESS": "100000", "HANDSUP_TEXTS_PER_DAY": "1000000",
          "HANDSUP_BIDS_PER_SECOND": "1000000", "HANDSUP_CHATS_PER_SECOND": "1000000", "HANDSUP_JOINS_PER_SECOND": "1000000",
          "HANDSUP_SOCKETS_PER_PERSON": "1000000", "HANDSUP_SOCKETS_PER_ADDRESS": "65535"}


class Service:
    def __init__(self, folder="data", keep=True, gateways=1, settings=None):
        """`keep`: for who wants to look at it afterwards; the next run begins anew in any case."""
        self.data, self.keep, self.gateways = SCRATCH / folder, keep, gateways
        self.settings = dict(LIMITS, **(settings or {}))

    def __enter__(self):
        self.handsup("down")
        shutil.rmtree(self.data, ignore_errors=True)
        self.port = free_port()
        print("Starting a service to measure …", flush=True)
        try:
            self.handsup("up", "--detach", "--port", str(self.port), "--gateways", str(self.gateways), environment=self.settings)
            self.handsup("demo")
            self.environment = self._read_environment()
            self.binaries = pathlib.Path((self.data / "run" / "bin").read_text().strip())
            self.redis = f"127.0.0.1:{self.environment['HANDSUP_REDIS_PORT']}"
            self.sql(f"INSERT INTO person (username, username_key) VALUES ('{SELLER}', '{SELLER}') ON CONFLICT DO NOTHING")
            self.seller_token, *tokens = self.handsup("token", SELLER, *USERS).split()
            self.tokens = self.data / "run" / "tokens"  # several services may run in one measurement
            self.tokens.write_text("\n".join(tokens) + "\n")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.handsup("down")
        if not self.keep:
            shutil.rmtree(self.data, ignore_errors=True)

    def handsup(self, verb, *arguments, environment=None):
        command = [str(ROOT / "handsup"), verb, *arguments, "--data", str(self.data)]
        done = subprocess.run(command, env=dict(os.environ, **(environment or {})), stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise SystemExit(f"bench: ./handsup {verb} failed")
        return done.stdout

    def _read_environment(self):
        text = subprocess.check_output(["bash", "-c", f"set -a; source '{self.data}/run/env'; env -0"], text=True)
        pairs = dict(item.split("=", 1) for item in text.split("\0") if "=" in item)
        return {name: value for name, value in pairs.items() if name.startswith("HANDSUP_")}

    def token(self, name):
        """A fresh access token: one may live for minutes only, a whole run of the parts takes longer."""
        return self.handsup("token", name).strip()

    def people(self, count):
        """A file with the access tokens of so many people, the first one's first."""
        self.sql(f"""INSERT INTO person (username, username_key) SELECT name, name FROM
                     (SELECT '{PERSON}' || n AS name FROM generate_series(1, {count}) n ORDER BY n) names ON CONFLICT DO NOTHING""")
        path = self.data / "people-tokens"
        with open(path, "w") as file:
            for first in range(1, count + 1, TOKENS_AT_ONCE):
                names = [f"{PERSON}{number}" for number in range(first, min(first + TOKENS_AT_ONCE, count + 1))]
                file.write(self.handsup("token", *names))
        return path

    def pid_of(self, name):
        return int((self.data / "run" / f"{name}.pid").read_text())

    def forget_limits(self):
        """What was counted is in Redis, where nothing is the truth."""
        subprocess.run(["redis-cli", "-p", self.environment["HANDSUP_REDIS_PORT"], "FLUSHALL"], stdout=subprocess.DEVNULL, check=True)

    def presence_keys(self):
        """Rooms of which somebody's presence is kept."""
        command = ["redis-cli", "-p", self.environment["HANDSUP_REDIS_PORT"], "--scan", "--pattern", "handsup:presence:*"]
        return len(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split())

    # --- more processes, reached directly

    def _start(self, binary, **settings):
        environment = dict(self.environment, **self.settings, **{f"HANDSUP_{name.upper()}": str(value) for name, value in settings.items()})
        return Process([str(self.binaries / binary)], self.data / "logs" / "bench.log", environment)

    def gateway(self, loops=1):
        return self._start("RealtimeGateway", loops=loops)

    def api(self, loops=2, **settings):
        return self._start("APIServer", loops=loops, **settings)

    # --- what is in the database

    def postgres_environment(self):
        pairs = dict(item.split("=", 1) for item in self.environment["HANDSUP_POSTGRES"].split())
        names = {"host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD"}
        return dict(os.environ, **{names[key]: value for key, value in pairs.items() if key in names})

    def sql(self, text, user=None):
        """Rows of tab-separated text. The cluster's own user, `postgres`, has the same password."""
        command = ["psql", "-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        environment = self.postgres_environment()
        environment["PGUSER"] = user or environment["PGUSER"]
        done = subprocess.run(command, env=environment, input=text, stdout=subprocess.PIPE, text=True, check=True)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def auctions(self, count, start_price=1000):
        """Fresh ones, so that no process knows their rooms yet. Live from the start, for longer than any run."""
        ids = []
        body = json.dumps({"title": "Load", "description": "Made by a benchmark.", "category": "electronics",
                           "startPrice": start_price, "durationMinutes": 600, "softCloseSeconds": 0}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.seller_token}"}
        for _ in range(count):
            request = urllib.request.Request(f"{self.environment['HANDSUP_URL']}/api/v1/auctions", body, headers)
            with urllib.request.urlopen(request, timeout=10) as answer:
                ids.append(json.load(answer)["id"])
        self._await_live(ids)
        return ids

    def _await_live(self, ids):
        listed = ",".join(map(str, ids))
        for _ in range(100):
            waiting = self.sql(f"SELECT count(*) FROM auction WHERE id IN ({listed}) AND status <> 'live'; SELECT pg_sleep(0.05)")
            if waiting[0][0] == "0":
                return
        raise SystemExit("bench: new auctions did not go live in 5 s")
