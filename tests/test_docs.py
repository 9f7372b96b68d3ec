"""The documentation: its links lead somewhere and its guides can be followed to the letter."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from bedflow.domain import Policy
from bedflow_api.main import COMMANDS, run

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RUN = [
    "docs/guides/first-plan.md",
    "docs/guides/bad-input.md",
    "docs/guides/decisions.md",
    "docs/guides/difference.md",
    "docs/guides/score.md",
    "docs/guides/why-not-today.md",
    "docs/guides/fairness.md",
    "docs/guides/risk.md",
    "docs/guides/why.md",
    "docs/guides/what-one-more-is-worth.md",
    "docs/guides/chase-list.md",
    "docs/guides/sweeps.md",
    "docs/guides/best-buy.md",
    "docs/guides/what-if.md",
    "docs/guides/who-pays.md",
    "docs/guides/scenario-packs.md",
]

LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)[ \t]*(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _prose(page: Path) -> str:
    return BLOCK.sub("", page.read_text(encoding="utf-8"))


def _anchors(page: Path) -> set[str]:
    plain = (re.sub(r"[`*]", "", heading).lower() for heading in HEADING.findall(_prose(page)))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def _links(page: Path) -> Iterator[tuple[Path, str]]:
    for link in LINK.findall(_prose(page)):
        if "://" not in link:
            path, _, anchor = link.partition("#")
            yield (page.parent / path).resolve() if path else page, anchor


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    for target, anchor in _links(page):
        assert target.exists(), f"{_name(page)} links to {target.name}, which is not there"
        assert not anchor or anchor in _anchors(target), f"{target.name} has no heading #{anchor}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, ahead = set[Path](), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached:
            reached.add(page)
            ahead += [target for target, _ in _links(page) if target.suffix == ".md"]
    assert {_name(page) for page in PAGES} <= {_name(page) for page in reached}


def test_readme_names_only_commands_and_targets_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    code = [line for *_, block in BLOCK.findall(readme) for line in block.splitlines()]
    code += re.findall(r"`([^`\n]+)`", BLOCK.sub("", readme))
    programs = [words for line in code if len(words := line.split()) > 1]
    assert {words[1] for words in programs if words[0] == "bedflow"} <= set(COMMANDS)
    assert all(f"\n{words[1]}:" in makefile for words in programs if words[0] == "make")


def test_guide_to_bad_input_uses_the_words_of_the_report() -> None:
    guide = (ROOT / "docs/guides/bad-input.md").read_text(encoding="utf-8")
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/bedflow/ingest").glob("*.py"))
    told = re.findall(r"^\| (expected [^|]+?) \|", guide, re.MULTILINE)
    assert len(told) == 8
    assert all(sentence in sources for sentence in told)


def test_model_page_says_the_default_prices() -> None:
    page = (ROOT / "docs/model.md").read_text(encoding="utf-8")
    rows = {
        cells[1].strip(" `"): cells[3] for line in page.splitlines() if len(cells := line.split("|")) == 5
    }
    policy = Policy()
    for component, said in {
        "over_placement": [policy.over_placement],
        "mismatch": [policy.outlier, policy.distance, policy.not_preferred],
        "transfers": [policy.transfer],
        "replan": [policy.replan],
        "surge": [policy.surge_bed],
        "over_capacity": [policy.over_capacity],
        "isolation": [policy.isolation_breach],
        "overtime": [policy.overtime_hour],
    }.items():
        assert rows[component].strip() == "; ".join(f"{price:,g}" for price in said)
    assert f"harm {policy.harm_base:g} + {policy.harm_frailty:g} x frailty" in rows["waiting"]
    assert f"growth {policy.wait_growth:.0%} more".replace("%", " %") in rows["waiting"]


@pytest.mark.parametrize("guide", RUN)
def test_guide_can_be_followed_to_the_letter(
    guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    said = ""
    for language, file, block in BLOCK.findall((ROOT / guide).read_text(encoding="utf-8")):
        if file:
            (tmp_path / file).parent.mkdir(exist_ok=True)
            (tmp_path / file).write_text(block, encoding="utf-8")
        elif language == "sh":
            said = "".join(_follow(line, capsys) for line in block.splitlines())
        elif language == "text":
            assert all(line in said for line in block.splitlines()), f"{guide} shows other than:\n{said}"


def _follow(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    command, _, remark = line.partition("#")
    program, *arguments = shlex.split(command)
    assert program == "bedflow"
    expected = int(remark.split()[-1]) if "exit" in remark else 0
    assert run(arguments) == expected, f"{line} answers otherwise"
    said = capsys.readouterr()
    return said.out + said.err
