"""Medians. Peers take turns, so that a slow minute of the machine hits all of them."""
import statistics

FLAWS = ["lost", "doubled", "differing", "incomplete", "closed", "unrecovered", "unanswered", "answeredTwice", "strange", "missing", "repeated",
         "untold", "refused", "apart", "wrong", "keysLeft"]


def interleaved(times, measures, key="perSecond"):
    """Runs each of `measures` (name → function) `times` times; the median run of each by `key`, with all values."""
    runs = {name: [] for name in measures}
    for _ in range(times):
        for name, measure in measures.items():
            result = measure()
            print(f"  {name}: {describe(result)}", flush=True)
            runs[name].append(result)
    return {name: median_run(results, key) for name, results in runs.items()}


def median_run(results, key):
    ordered = sorted(results, key=lambda result: value(result, key))
    middle = dict(ordered[(len(ordered) - 1) // 2])
    middle["all"] = [value(result, key) for result in results]
    # What must never happen is not averaged away.
    for name in FLAWS:
        if name in middle:
            middle[name] = sum(result[name] for result in results)
    return middle


def value(result, key):
    for part in key.split("."):
        result = result[part]
    return result


def ratio(ours, theirs):
    return f"{ours / theirs:.2f}" if theirs else "–"


def median(values):
    return statistics.median(values)


def describe(result):
    shown = {name: item for name, item in result.items() if name not in ("all",)}
    return ", ".join(f"{name} {describe_value(item)}" for name, item in shown.items())


def describe_value(item):
    if isinstance(item, dict):
        return "{" + ", ".join(f"{name} {describe_value(part)}" for name, part in item.items()) + "}"
    return f"{item:,.3f}".rstrip("0").rstrip(".") if isinstance(item, float) else f"{item:,}" if isinstance(item, int) else str(item)
