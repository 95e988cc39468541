"""The load generator of HTTP reads: wrk with one thread."""
import re
import subprocess

CONNECTIONS = 64
UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


def wrk(port, path, plan, *headers):
    command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{max(1, int(plan.seconds))}s", "--latency", f"http://127.0.0.1:{port}{path}"]
    for header in headers:
        command += ["-H", header]
    text = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: .*", text)
    if failed:
        raise SystemExit(f"bench: {path}: {failed.group()}")
    figures = {name: quantile(text, name) for name in ("50%", "99%")}
    return {"perSecond": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), "latency": figures,
            "requests": int(re.search(r"(\d+) requests in", text).group(1))}


def quantile(text, name):
    number, unit = re.search(rf"{name}\s+([\d.]+)(us|ms|s)", text).groups()
    return float(number) * UNITS[unit]
