"""What tests do behind the service's back: let time go by."""
import pathlib
import shlex
import subprocess
import time


def wait_until(condition, what, seconds=20):
    """The first true value of `condition`, polled; fails with `what` at the deadline."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for: {what}"
        time.sleep(0.02)
    return value


class Backstage:
    def __init__(self, data):
        self.data = pathlib.Path(data)

    def end(self, *auctions):
        """Makes live auctions due; the scheduler ends them as always."""
        self.sql(f"""
            UPDATE auction SET starts_at = least(starts_at, moment - interval '1 second'), first_ends_at = moment, ends_at = moment
            FROM (SELECT date_trunc('milliseconds', now()) AS moment) AS chosen WHERE id IN ({','.join(map(str, auctions))});
            SELECT pg_notify('auction_due', '');""")

    def sell(self, seller, winner, price=1000, **fields):
        """An auction that the one has sold to the other: its id, and the id of their trade."""
        auction = seller.open_auction(**fields)
        winner.bid(auction, price)
        self.end(auction)
        return auction, wait_until(lambda: seller.trade_of(auction), f"the trade of auction {auction}")

    def sql(self, statement):
        done = subprocess.run(["psql", self._database(), "-X", "-q", "-v", "ON_ERROR_STOP=1"],
                              input=statement, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr

    def _database(self):
        """As the processes of the service are told it: a line `export HANDSUP_POSTGRES=…`, quoted for a shell."""
        words = shlex.split((self.data / "run" / "env").read_text(), comments=True)
        return next(word.partition("=")[2] for word in words if word.startswith("HANDSUP_POSTGRES="))
