"""What PostgreSQL itself says of statements: how long they took, and by which plans. From its log, for one APIServer."""
import contextlib
import re

DURATION = re.compile(r"duration: ([\d.]+) ms  (?:parse|bind|execute|statement)")
PLAN = re.compile(r"duration: [\d.]+ ms  plan:\n((?:\t.*\n)+)")
SCAN = re.compile(r"Seq Scan on (\w+)")

TIMES = {"log_min_duration_statement": "0", "log_parameter_max_length": "0"}
# Plans in a run of their own: writing them down takes longer than most statements.
PLANS = {"session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0"}


@contextlib.contextmanager
def logging(service, settings):
    """An APIServer on one loop, whose connections alone have these settings."""
    def alter(action):
        for name in settings:
            service.sql(f"ALTER ROLE handsup {action(name)}", user="postgres")

    alter(lambda name: f"SET {name} = '{settings[name]}'")
    try:
        api = service.api(loops=1)
    finally:
        alter(lambda name: f"RESET {name}")
    with api:
        yield api


class Log:
    """Reads on from where it was last: a statement is in the log before its answer is sent."""

    def __init__(self, service):
        self.file = open(service.data / "logs" / "postgres.log", encoding="utf-8", errors="replace")
        self.file.seek(0, 2)

    def times(self):
        """Milliseconds of each step: parsing, planning (`bind`), running."""
        return [float(time) for time in DURATION.findall(self.file.read())]

    def scans(self):
        """Tables that statements about auctions read from end to end → the plan of one that did."""
        found = {}
        for plan in PLAN.findall(self.file.read()):
            if "auction" not in plan:  # what the server asks now and then by itself
                continue
            for table in SCAN.findall(plan):
                found[table] = plan
        return found
