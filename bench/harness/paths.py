"""Where things are, seen from the repository."""
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"
SCRATCH = ROOT / ".build-bench"
LOADGEN = SCRATCH / "loadgen"
DOCUMENT = ROOT / "docs" / "benchmarks.md"
IMAGES = ROOT / "docs" / "images"
