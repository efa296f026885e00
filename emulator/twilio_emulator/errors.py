# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twilio's refusals: one exception, and its envelope."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer that Twilio gives instead of what was asked for: HTTP status, Twilio's code, a sentence, details."""

    def __init__(self, status: int, code: int, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def envelope(self) -> dict[str, Any]:
        """Return the body of the answer."""
        details = {} if self.details is None else {"details": self.details}
        return {**envelope(self.status, self.code, self.message), **details}


def envelope(status: int, code: int, message: str) -> dict[str, Any]:
    """Return the body that every refusal has."""
    more_info = f"https://www.twilio.com/docs/errors/{code}"
    return {"code": code, "message": message, "more_info": more_info, "status": status}


def invalid(message: str, code: int = 20001) -> ApiError:
    """Return the refusal of a parameter."""
    return ApiError(400, code, message)


def not_found(path: str) -> ApiError:
    """Return the refusal for something that does not exist; ``path`` is the one that was asked for."""
    return ApiError(404, 20404, f"The requested resource {path} was not found")
