# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue that other tests build on: every module is in it, and its arguments are good."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.tests.in_process import InProcess

from .every_module import ACCOUNT, MODULES, arguments

CALLS = [
    pytest.param(name, options, id=f"{name}-{at}") for name in MODULES for at, options in enumerate(arguments(name))
]


@pytest.mark.parametrize(("module", "options"), CALLS)
def test_good_arguments_do_what_they_say_and_once(module, options):
    account = InProcess()
    account.seed(ACCOUNT)
    foretold = account.run(module, check=True, **options)
    assert account.journal(writes=True) == [] or module == "studio_flow", "of a flow, Twilio's judgement is asked"
    done = account.run(module, **options)
    assert not done.get("failed"), done
    assert done["changed"] == foretold["changed"]
    again = account.run(module, **options)
    assert again["changed"] is False, again
    assert again["api"]["writes"] == 0
