"""Redis behind the servers' backs: to move the clock of a limit instead of waiting for it."""
import subprocess


def redis(service, *words):
    done = subprocess.run(["redis-cli", "-p", service.environment["HANDSUP_REDIS_PORT"], *map(str, words)], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def stop_waiting(service, bucket):
    """Lets a bucket of failed sign-ins (`account:<id>`, `address:<address>`) wait no longer; what it counted stays."""
    assert redis(service, "HSET", f"handsup:{{attempts}}:{bucket}", "until", 0) == "0", "there is such a bucket"


def kept(service, *kinds):
    """Keys of some kinds (what follows `handsup:`), each with its fields or members."""
    found = set()
    for kind in kinds:
        for key in redis(service, "--scan", "--pattern", f"handsup:{kind}*").splitlines():
            command = {"hash": "HKEYS", "set": "SMEMBERS"}.get(redis(service, "TYPE", key))  # none: it has just gone
            found |= {(key, field) for field in (redis(service, command, key).splitlines() if command else [])}
    return found
