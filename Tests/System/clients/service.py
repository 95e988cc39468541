"""The service under test: where it listens, its processes, its database."""
import contextlib
import os
import pathlib
import re
import shlex
import signal
import subprocess
import time
import urllib.parse

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]


def wait_until(condition, what, seconds=20):
    """The first true value of `condition`, polled; fails with `what` at the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for: {what}"
        time.sleep(0.02)


class Service:
    def __init__(self):
        self.data = pathlib.Path(os.environ.get("HANDSUP_DATA", REPOSITORY / ".data")).absolute()
        self.environment = self._environment()
        self.url = os.environ.get("HANDSUP_URL") or self.environment["HANDSUP_URL"]
        parts = urllib.parse.urlsplit(self.url)
        self.host, self.port = parts.hostname, parts.port or 80
        self.tokens = self._tokens()

    def _environment(self):
        """`run/env` as a dictionary: lines of `export NAME=value`, quoted for a shell."""
        values = {}
        for line in (self.data / "run" / "env").read_text().splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["export"]:
                words = words[1:]
            for word in words:
                name, _, value = word.partition("=")
                values[name] = value
        return values

    def _tokens(self):
        listed = os.environ.get("HANDSUP_TOKENS", "").split()
        return listed or self.run("token", *(f"demo{number}" for number in range(1, 51))).split()

    def run(self, *words):
        """What `./handsup` prints for an operator."""
        command = [str(REPOSITORY / "handsup"), *words, "--data", str(self.data)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    # Processes. The supervisor starts a killed one again on the same port, with a new pid.

    def pid(self, name):
        try:
            return int((self.data / "run" / f"{name}.pid").read_text())
        except (OSError, ValueError):
            return None

    def port_of(self, name):
        return int((self.data / "run" / f"{name}.port").read_text())

    def names(self, kind):
        found = [path.stem for path in (self.data / "run").glob(f"{kind}-*.port")]
        return sorted(found, key=lambda name: int(re.sub(r"\D", "", name)))

    def kill(self, name, sign=signal.SIGKILL):
        """Kills a service's process and returns once another runs in its place."""
        old = self.pid(name)
        os.kill(old, sign)
        wait_until(lambda: self.pid(name) not in (None, old) and alive(self.pid(name)), f"{name} to come back")

    def ready(self):
        from .http import call
        for name in self.names("api") + self.names("gateway"):
            try:
                if call(self, "GET", "/readyz", port=self.port_of(name)).status != 200:
                    return False
            except OSError:
                return False
        return True

    @contextlib.contextmanager
    def stopped(self, name):
        """A process that is worse than dead meanwhile: it takes connections and says nothing."""
        pid = self.pid(name)
        with frozen(pid):
            if name == "postgres":
                # Its backends are processes of their own and would work on.
                for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
                    with contextlib.suppress(OSError):
                        parent = int(status.read_text().rpartition(")")[2].split()[1])
                        if parent == pid and b"127.0.0.1(" in (status.parent / "cmdline").read_bytes():
                            os.kill(int(status.parent.name), signal.SIGTERM)
            yield

    # The database, behind the servers' backs.

    def sql(self, statement):
        """Rows of text fields."""
        done = subprocess.run(
            ["psql", self.environment["HANDSUP_POSTGRES"], "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1"],
            input=statement, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.split("\n")[:-1]]  # not at other signs that Python takes for ends of lines

    def end_auctions(self, ids, seconds=0):
        """Moves the end of auctions to `seconds` from now and wakes the schedulers.

        The end is a whole millisecond, as far as times on the wire can tell what came before it.
        """
        listed = ",".join(str(int(each)) for each in ids)
        self.sql(f"""
            UPDATE auction SET starts_at = least(starts_at, moment - interval '1 second'), first_ends_at = moment, ends_at = moment
            FROM (SELECT date_trunc('milliseconds', now()) + interval '{float(seconds)} seconds' AS moment) AS chosen WHERE id IN ({listed});
            SELECT pg_notify('auction_due', '');""")


@contextlib.contextmanager
def frozen(pid):
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def alive(pid):
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
