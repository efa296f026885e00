# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the steps of ``make test``, two at a time, and close with one table and one honest line of counts."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from surroundings import CACHE, RESULTS, ROOT, link_tree

LOGS = CACHE / "logs"
_screen = threading.Lock()


def run_step(step: str) -> dict[str, Any]:
    """Run one step as its make target; return its counts and ``seconds``. What it says is shown only if it fails."""
    result = RESULTS / f"{step}.json"
    result.unlink(missing_ok=True)
    log = LOGS / f"{step}.log"
    began = time.monotonic()
    with log.open("w", encoding="utf-8") as sink:
        code = subprocess.run(["make", step], cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT, check=False).returncode
    seconds = time.monotonic() - began
    counts = {"what": "", "passed": 0, "failed": 0, "skipped": 0}
    if result.exists():
        counts = json.loads(result.read_text(encoding="utf-8"))
    if code != 0 and not counts["failed"]:
        counts["failed"] = 1
    if code == 0 and not counts["passed"]:
        counts.update(failed=1, what="(no result)")
    with _screen:
        if counts["failed"]:
            print(f"==> {step} failed; everything it said:\n{log.read_text(encoding='utf-8', errors='replace')}")
        print(f"==> {step:18} {'FAILED' if counts['failed'] else 'ok':6} {seconds:6.1f} s", flush=True)
    return {**counts, "step": step, "seconds": seconds}


def main(steps: list[str]) -> int:
    """Run all the steps whatever happens to one of them."""
    LOGS.mkdir(parents=True, exist_ok=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    link_tree()
    began = time.monotonic()
    # The steps wait as much as they work (servers, processes): two at a time keep two cores busy.
    with ThreadPoolExecutor(max_workers=2) as pool:
        rows = list(pool.map(run_step, steps))
    print(f"\n{'step':<18} {'passed':>7} {'failed':>7} {'skipped':>8} {'seconds':>8}  what was counted")
    for row in rows:
        numbers = f"{row['passed']:>7} {row['failed']:>7} {row['skipped']:>8} {row['seconds']:>8.1f}"
        print(f"{row['step']:<18} {numbers}  {row['what']}")
    print(f"{'wall clock':<18} {'':>24} {time.monotonic() - began:>8.1f}\n")
    passed, failed, skipped = (sum(row[name] for row in rows) for name in ("passed", "failed", "skipped"))
    closing = f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")
    (RESULTS / "summary").write_text(f"{closing}\n", encoding="utf-8")
    print(closing)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
