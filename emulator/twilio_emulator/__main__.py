# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start the emulator: what ``python emulator`` runs."""

from __future__ import annotations

import sys

from .command import main

sys.exit(main(sys.argv[1:]))
