# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the artifact as a release would, look inside, install it alone, and let the importer judge it."""

from __future__ import annotations

import shutil
import tarfile

from completeness import modules
from surroundings import CACHE, ROOT, finish, own_files, quiet

BUILD = CACHE / "build"
# What a user gets; a new folder has to be decided on here or in galaxy.yml.
SHIPPED = {
    *("FILES.json", "MANIFEST.json", "CHANGELOG.rst", "CONTRIBUTING.md", "LICENSE", "README.md", "requirements.txt"),
    *("changelogs", "emulator", "examples", "extensions", "meta", "playbooks", "plugins", "roles", "tests"),
}
IMPORTER = """\
[galaxy-importer]
run_ansible_doc = True
run_ansible_lint = False
run_ansible_test = False
check_required_tags = False
"""


def main() -> None:
    """Run the checks in order; those that need a failed one are not run."""
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    passed: list[str] = []
    failures: list[str] = []

    def check(name: str, good: bool, said: str = "") -> bool:
        print(f"{'ok    ' if good else 'FAILED'} {name}" + ("" if good or not said else f"\n{said}"), flush=True)
        (passed if good else failures).append(name)
        return good

    def done() -> None:
        finish("build", "checks of the artifact", len(passed), failures)

    built, said = quiet(["ansible-galaxy", "collection", "build", "--force", "--output-path", BUILD])
    artifacts = list(BUILD.glob("flexops-twilio-*.tar.gz"))
    if not check("it builds, without a warning", built and len(artifacts) == 1 and "[WARNING]" not in said, said):
        done()
    artifact = artifacts[0]

    with tarfile.open(artifact) as archive:
        names = {member.name for member in archive.getmembers() if not member.isdir()}
    tops = {name.partition("/")[0] for name in names}
    check("it holds what it should, and nothing of the workshop", not tops - SHIPPED, str(sorted(tops - SHIPPED)))
    strays = sorted(names - set(own_files()) - {"FILES.json", "MANIFEST.json"})
    check("it holds only files of ours", not strays, str(strays))
    needed = {
        "README.md",
        "LICENSE",
        "CHANGELOG.rst",
        "requirements.txt",
        "meta/runtime.yml",
        "meta/execution-environment.yml",
    }
    check("what Galaxy shows and ansible-builder reads is inside", needed <= names, str(sorted(needed - names)))

    place = BUILD / "installed"
    alone = {"ANSIBLE_COLLECTIONS_PATH": str(place)}
    install = [
        "ansible-galaxy",
        "collection",
        "install",
        "--offline",
        "--collections-path",
        place,
        artifact,
    ]
    if check("it installs without a network", *quiet(install, cwd=BUILD, **alone)):
        check(
            "the installed files are those of the manifest",
            *quiet(["ansible-galaxy", "collection", "verify", "--offline", "flexops.twilio"], cwd=BUILD, **alone),
        )
        listed, said = quiet(["ansible-doc", "--list", "--type", "module", "flexops.twilio"], cwd=BUILD, **alone)
        missing = [name for name in modules() if f"flexops.twilio.{name} " not in said]
        check("the installed modules are all found", listed and bool(modules()) and not missing, f"{missing}\n{said}")
        playbooks = [f"flexops.twilio.{path.stem}" for path in sorted((ROOT / "playbooks").glob("*.yml"))]
        if playbooks:
            command = ["ansible-playbook", "--syntax-check", "-i", "localhost,", *playbooks]
            check("the installed playbooks are found by name", *quiet(command, cwd=BUILD, **alone))

    settings = BUILD / "importer.cfg"
    settings.write_text(IMPORTER, encoding="utf-8")
    ended, said = quiet(
        ["python", "-m", "galaxy_importer.main", artifact], cwd=BUILD, GALAXY_IMPORTER_CONFIG=str(settings)
    )
    # It ends with 0 whatever it thinks of the artifact: only its log tells.
    sentences = [line for line in said.splitlines() if line.startswith(("ERROR", "CRITICAL", "WARNING", "Traceback"))]
    check(
        "galaxy-importer accepts it",
        ended and "Importer processing completed successfully" in said and not sentences,
        said,
    )
    done()


if __name__ == "__main__":
    main()
