"""A plugin of pytest: shows with each failed test what the servers warned of while it ran."""
import os
import pathlib

import pytest

LOGS = pathlib.Path(os.environ.get("HANDSUP_DATA", ".data")) / "logs"
MOST = 20  # lines a log: the first ones tell most
BEGAN = pytest.StashKey()


def logs():
    return sorted(path for kind in ("api", "gateway", "scheduler") for path in LOGS.glob(f"{kind}-*.log"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    item.stash[BEGAN] = {path: path.stat().st_size for path in logs()}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        began = item.stash.get(BEGAN, {})
        for path in logs():
            if warnings := written(path, began.get(path, 0)):
                report.sections.append((f"{path.stem} warned of", "\n".join(warnings)))
    return report


def written(path, start):
    with path.open("rb") as log:
        log.seek(start)
        lines = log.read().decode(errors="replace").splitlines()
    return [line for line in lines if '"level":"warning"' in line or '"level":"error"' in line][:MOST]
