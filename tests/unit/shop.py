# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account that buys numbers, others who buy in it at the same moment, and what may go wrong on the way."""

from __future__ import annotations

import re
from dataclasses import replace

from ansible_collections.flexops.twilio.tests.in_process import InProcess

SEARCH = {"country": "US", "area_code": 415}
NUMBERS = "/IncomingPhoneNumbers.json"
PURCHASE = {"method": "POST", "path": r"IncomingPhoneNumbers\.json$"}


class Shop(InProcess):
    """An account that buys."""

    def __init__(self, *numbers):
        super().__init__()
        self.seed({"phone_numbers": list(numbers)})

    def buy(self, name="Sales", check=False, **options):
        return self.run(
            "phone_number",
            check=check,
            **{"friendly_name": name, "search": SEARCH, "allow_purchase": True, **options},
        )

    def both(self, **options):
        """What check mode says; the real run must say the same, and neither may write."""
        said = self.buy(check=True, **options)
        assert said["failed"]
        # But for the number of Twilio's request.
        assert re.sub("RQ[0-9a-f]+", "", self.buy(**options)["msg"]) == re.sub("RQ[0-9a-f]+", "", said["msg"])
        assert self.journal(writes=True) == []
        return said["msg"]

    def spoil(self, kind, **rule):
        self.emulator.faults.add([{"kind": kind, "match": PURCHASE, **rule}], 1)

    def blind(self, when):
        """From the first request that `when` fits on, no number can be read."""

        def meanwhile(request):
            if when(request):
                self.meanwhile = lambda request: None
                self.emulator.faults.add([{"kind": "status", "status": 503, "match": {"method": "GET"}}], 1)

        self.meanwhile = meanwhile

    @property
    def world(self):
        return self.emulator.world.accounts[self.account["sid"]]

    @property
    def bought(self):
        return [entry["phone_number"] for entry in self.world.purchases]

    @property
    def sent(self):
        return [entry["form"] for entry in self.journal(writes=True)]

    def names(self):
        return {number["phone_number"]: number["friendly_name"] for number in self.world["phone_numbers"]}

    def others_buy(self, number, name, when):
        """Another run in this account buys the number, right before the first request of ours that `when` fits."""

        def meanwhile(request):
            if when(request):
                self.meanwhile = lambda request: None
                form = [("PhoneNumber", number), ("FriendlyName", name)]
                path = f"/api/2010-04-01/Accounts/{self.account['sid']}{NUMBERS}"
                reply, _id, _rules = self.emulator.handle(
                    replace(request, method="POST", path=path, query=[], form=form)
                )
                assert reply.status == 201

        self.meanwhile = meanwhile

    def offered(self):
        """The numbers on offer, in Twilio's order."""
        found = self.run("available_phone_number_info", limit=50, **SEARCH)
        return [number["phone_number"] for number in found["available_phone_numbers"]]


def searching(request):
    return request.path.endswith("/Local.json")


def buying(request):
    return request.method == "POST"
