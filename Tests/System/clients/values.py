"""Times and numbers as the wire has them."""
import datetime
import re

HUGE = 10 ** 30
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def time_of(text):
    assert TIME.fullmatch(text), text
    return datetime.datetime.fromisoformat(text)


def in_future(**ahead):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**ahead)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
