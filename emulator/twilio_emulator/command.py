# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: ``python emulator --port 8088 --seed accounts.yml``."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

from . import VERSION
from .emulator import Emulator
from .seeding import SeedError, plant
from .server import Server


def read_seed(file: Path) -> Any:
    """Return what a seed file says; ValueError when it is neither JSON nor, with PyYAML installed, YAML."""
    text = file.read_text(encoding="utf-8")
    if file.suffix in (".yml", ".yaml"):
        try:
            import yaml
        except ImportError:
            raise ValueError(f"{file}: reading YAML needs PyYAML") from None
        try:
            return yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise ValueError(f"{file}: {error}") from None
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None


async def serve(emulator: Emulator, options: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT; the files with port and process id appear once it listens."""
    runner, port = await Server(emulator).start(options.port)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    for file, content in ((options.pid_file, os.getpid()), (options.port_file, port)):
        if file is not None:
            # In one step: who waits for the file never reads half of it.
            whole = file.with_name(file.name + ".new")
            whole.write_text(f"{content}\n", encoding="utf-8")
            whole.replace(file)
    logging.info("listening on http://127.0.0.1:%d", port)
    try:
        await stop.wait()
    finally:
        await runner.cleanup()
        for file in (options.pid_file, options.port_file):
            if file is not None:
                file.unlink(missing_ok=True)
    logging.info("stopped")


def main(arguments: list[str]) -> int:
    """Run the emulator and return the exit code."""
    parser = argparse.ArgumentParser(prog="emulator", description="Twilio's configuration APIs on loopback.")
    parser.add_argument("--port", type=int, default=8088, help="port on 127.0.0.1; 0 picks a free one (%(default)s)")
    parser.add_argument("--seed", type=Path, help="accounts to start with, JSON or YAML")
    parser.add_argument("--sids", default="flexops", help="what all generated SIDs depend on (%(default)s)")
    parser.add_argument("--port-file", type=Path, help="write the port here once it listens")
    parser.add_argument("--pid-file", type=Path, help="write the process id here once it listens")
    parser.add_argument("--log-file", type=Path, help="log here instead of to standard error")
    parser.add_argument("--version", action="version", version=VERSION)
    options = parser.parse_args(arguments)
    logging.basicConfig(filename=options.log_file, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    emulator = Emulator(options.sids)
    try:
        if options.seed:
            plant(emulator.world, emulator.gate.contract, read_seed(options.seed))
        asyncio.run(serve(emulator, options))
    except (OSError, SeedError, ValueError) as error:
        print(f"emulator: {error}", file=sys.stderr)
        return 1
    return 0
