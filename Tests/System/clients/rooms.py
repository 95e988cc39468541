"""A room as HTTP shows it."""
from .http import call, walk


def path(auction, noun=""):
    return f"/api/v1/auctions/{auction}" + (f"/{noun}" if noun else "")


def read(service, auction):
    return call(service, "GET", path(auction)).json


def log(service, auction):
    """All events so far, ascending."""
    return walk(service, path(auction, "events"), 100)
