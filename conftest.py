# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests import ``ansible_collections.flexops.twilio...`` wherever the checkout lies."""

from __future__ import annotations

from pathlib import Path


def pytest_configure() -> None:
    root = Path(__file__).absolute().parent
    if root.parts[-3:] == ("ansible_collections", "flexops", "twilio"):
        return  # inside a collection tree, under ansible-test units for one: the importer is in place
    tree = root / ".cache" / "tree"
    link = tree / "ansible_collections" / "flexops" / "twilio"
    if not link.exists():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(root)
    from ansible.plugins.loader import init_plugin_loader

    init_plugin_loader([str(tree)])
