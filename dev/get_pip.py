# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the pip bootstrap script that ansible-test would fetch from a server of its own.

The server is out of reach behind many firewalls, and every interpreter brings a pip wheel already: that one
installs what is asked for (the pip that ansible-test wants, from the index that pip is configured for).
"""

from __future__ import annotations

import ensurepip
import glob
import os
import runpy
import sys

folders = [
    os.path.join(os.path.dirname(ensurepip.__file__), "_bundled"),
    getattr(ensurepip, "_WHEEL_PKG_DIR", None) or "",
]
wheels = [wheel for folder in folders for wheel in glob.glob(os.path.join(folder, "pip-*.whl"))]
if not wheels:
    sys.exit("ansible-test needs pip, and this Python has none bundled: install its ensurepip (Debian: python3-venv)")

sys.path.insert(0, wheels[0])
# Options of the script that this one stands in for; pip itself does not know them.
sys.argv = ["pip", "install", *(word for word in sys.argv[1:] if word not in ("--no-setuptools", "--no-wheel"))]
runpy.run_module("pip", run_name="__main__")
