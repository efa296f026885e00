# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions, assets, variables and dependencies: what a given part of them means beside what is live."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.deployment import parts, values
from ansible_collections.flexops.twilio.plugins.module_utils.deployment.parts import ASSETS, FUNCTIONS

LIVE = {"/a": {"visibility": "public", "content": "1"}, "/other": {"visibility": "private"}}


def entry(path="/a", **options):
    return {"path": path, "state": "present", **options}


def test_others_stay_as_they_are():
    wanted = parts.merge(FUNCTIONS, LIVE, [entry(content="2"), entry("/new", content="n")])
    assert wanted == {
        "/a": {"visibility": "public", "content": "2"},
        "/other": {"visibility": "private"},
        "/new": {"visibility": "protected", "content": "n"},
    }


def test_what_is_there_is_no_difference():
    assert parts.merge(FUNCTIONS, LIVE, [entry(content="1")]) == LIVE
    assert parts.merge(FUNCTIONS, LIVE, [entry(content="1", visibility="private")]) != LIVE


def test_a_line_break_more_is_a_difference():
    assert parts.merge(FUNCTIONS, LIVE, [entry(content="1\n")]) != LIVE


def test_taking_out():
    assert list(parts.merge(FUNCTIONS, LIVE, [entry(state="absent"), entry("/never", state="absent")])) == ["/other"]


def test_what_is_not_deployed_is_not_kept_and_not_the_same():
    left = {"/a": {"visibility": "protected", "content": "1", "deployed": False}}
    assert parts.merge(FUNCTIONS, left, []) == {}
    assert parts.merge(FUNCTIONS, left, [entry(content="1")])["/a"] != left["/a"]


def test_files_go_up_byte_by_byte(tmp_path):
    text, binary = tmp_path / "a.js", tmp_path / "b.gif"
    text.write_bytes(b"one\r\ntwo\n\n")
    binary.write_bytes(b"GIF\xff\xfe")
    assert parts.part_of(FUNCTIONS, entry(src=str(text)), None)["content"] == "one\r\ntwo\n\n"
    assert parts.load(entry(src=str(binary))) == b"GIF\xff\xfe"
    assert parts.part_of(ASSETS, entry(src=str(binary)), None)["content"] == parts.digest(b"GIF\xff\xfe")


def test_an_asset_s_name_tells_version_and_content():
    version = "ZN" + "a" * 32
    found = parts.MARK.fullmatch(parts.mark("/b.gif", version, parts.digest(b"x")))
    assert (found["path"], found["version"], found["digest"]) == ("/b.gif", version, parts.digest(b"x"))
    assert len(parts.mark("/" + "a" * (parts.MOST_ASSET_PATH - 1), version, parts.digest(b"x"))) <= 255


@pytest.mark.parametrize(
    ("path", "kind"), [("/a.json", "application/json"), ("/a", "application/octet-stream"), ("/a.png", "image/png")]
)
def test_the_path_decides_an_asset_s_media_type(path, kind):
    assert ASSETS.media_type(path) == kind
    assert FUNCTIONS.media_type(path) == "application/javascript"


def test_a_diff_shows_what_differs_line_by_line():
    before, after = parts.shown(FUNCTIONS, LIVE, {**LIVE, "/a": {"visibility": "public", "content": "1\n2\n"}})
    assert before == {"/a": {"visibility": "public", "content": ["1"]}}
    assert after == {"/a": {"visibility": "public", "content": ["1", "2"]}}


def test_a_diff_leaves_out_a_source_that_stays():
    before, after = parts.shown(FUNCTIONS, LIVE, {**LIVE, "/a": {"visibility": "private", "content": "1"}})
    assert (before, after) == ({"/a": {"visibility": "public"}}, {"/a": {"visibility": "private"}})


def test_a_diff_of_an_asset_shows_digests():
    before, after = parts.shown(ASSETS, {"/b": {"visibility": "public", "content": None}}, {"/b": {"content": "ab"}})
    assert (before, after) == ({"/b": {"visibility": "public"}}, {"/b": {"sha256": "ab"}})


@pytest.mark.parametrize("path", ["a", "", "/a b", "/a?b", "/a#b", "https://x/y", "/é"])
def test_not_a_path(path):
    assert "a path starts with /" in parts.problem_of(FUNCTIONS, [entry(path, content="")])


@pytest.mark.parametrize("path", ["/", "/a", "/a/b.c", "/a-b_c~d"])
def test_a_path(path):
    assert parts.problem_of(FUNCTIONS, [entry(path, content="")]) is None


def test_an_asset_s_path_leaves_room():
    long = "/" + "a" * parts.MOST_ASSET_PATH
    assert "there is room for 180" in parts.problem_of(ASSETS, [entry(long, content="")])
    assert parts.problem_of(FUNCTIONS, [entry(long, content="")]) is None


def test_an_asset_may_be_binary(tmp_path):
    file = tmp_path / "x"
    file.write_bytes(b"\xff")
    assert parts.problem_of(ASSETS, [entry(src=str(file))]) is None
    assert "not UTF-8 text: invalid start byte at byte 0" in parts.problem_of(FUNCTIONS, [entry(src=str(file))])


def test_variables_are_text_and_null_takes_one_out():
    live = {"KEEP": "k", "GO": "g", "SAME": "3"}
    assert values.merge(live, {"GO": None, "SAME": 3, "FLAG": True, "BLANK": ""}) == {
        "KEEP": "k",
        "SAME": "3",
        "FLAG": "true",
        "BLANK": "",
    }


def test_values_are_in_no_diff():
    shown = values.shown({"A": "s1", "B": "s2", "C": "s3"}, {"A": "s1", "B": "s4", "D": "s5"})
    assert shown == (
        {"B": "(a value)", "C": "(a value)"},
        {"B": "(another value)", "D": "(a value)"},
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"A": "é" * 225}, None),
        ({"A": "é" * 226}, "its value has 452 bytes"),
        ({"A" * 128: "x"}, None),
        ({"A" * 129: "x"}, "has 129 characters"),
        ({"A": {"b": 1}}, "not a list or dictionary"),
        ({1: "x"}, "1 is not a name"),
        ({"A=B": "x"}, "is not a name"),
    ],
)
def test_limits_of_variables(given, says):
    problem = values.variables_problem(given)
    assert (problem is None) if says is None else (says in problem)
    assert "éé" not in str(problem)


def test_the_limit_of_all_variables_counts_names_and_others():
    full = {f"K{number}": "x" * 446 for number in range(6)}
    assert values.context_size({"variables": {}}, {"variables": full}) is None
    over = {**full, "MORE": "x" * 400}
    assert "3092 bytes" in values.context_size({"variables": {}}, {"variables": over})
    assert values.context_size({}, {"variables": over}) is None, "what is not asked for is not our business"


@pytest.mark.parametrize(
    ("wanted", "live", "fits"),
    [
        ("1.2.3", "1.2.3", True),
        ("1.2.3", "1.2.4", False),
        ("1.2.3", None, False),
        ("*", "1.2.4", True),
        ("latest", "1.2.4", True),
        ("*", None, False),
        ("^1.2.3", "^1.2.3", True),
        ("^1.2.3", "1.9.0", True),
        ("^1.2.3", "1.2.2", False),
        ("^1.2.3", "2.0.0", False),
        ("^0.2.3", "0.2.9", True),
        ("^0.2.3", "0.3.0", False),
        ("^0.0.3", "0.0.4", False),
        ("~1.2.3", "1.2.9", True),
        ("~1.2.3", "1.3.0", False),
        ("^1.2.3", "1.9.0-beta", False),
    ],
)
def test_versions_by_what_they_mean(wanted, live, fits):
    assert values.satisfies(wanted, live) is fits


def test_dependencies_that_fit_stay_as_they_are():
    live = {"twilio": "5.0.3", "lodash": "4.17.21"}
    assert values.merge_dependencies(live, {"twilio": "^5.0.0 ", "lodash": None, "axios": " 1.7.0"}) == {
        "twilio": "5.0.3",
        "axios": "1.7.0",
    }
