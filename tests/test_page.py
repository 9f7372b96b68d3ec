"""The page: complete in one file, safe, and readable without colour."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from html.parser import HTMLParser

from jinja2 import meta

from bedflow.domain import Snapshot
from bedflow.sample import sample_district
from bedflow.waterfall import plan
from bedflow_api.briefing import brief
from bedflow_api.briefing.closer import closer_look
from bedflow_api.page import MOST_OPEN, TEMPLATE, PlanPage, environment, page, page_context
from bedflow_api.pictures import LARGE, places_picture
from tests import bed_meeting

VOID = {"meta", "link", "path", "rect", "br", "hr", "img", "input"}


class _Elements(HTMLParser):
    """Elements in order, and whether they close as they opened."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.unclosed: list[str] = []

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop() == tag


def _page() -> str:
    return page(brief(bed_meeting.snapshot(), bed_meeting.plan()))


@cache
def _full_page() -> str:
    """The page of a whole district, with the sections that take a closer look."""
    village = sample_district(beds=60, seed=4)
    made = plan(village, effort=3)
    return page(brief(village, made), closer_look(village, made))


def _elements(text: str) -> _Elements:
    parser = _Elements()
    parser.feed(text)
    return parser


def test_template_uses_exactly_its_context() -> None:
    templates = environment()
    assert templates.loader is not None
    source, _, _ = templates.loader.get_source(templates, TEMPLATE)
    assert meta.find_undeclared_variables(templates.parse(source)) == {each.name for each in fields(PlanPage)}


def test_page_is_well_formed() -> None:
    assert _elements(_page()).unclosed == []


def test_page_asks_nothing_of_any_host() -> None:
    text = _page()
    assert not re.findall(r"(?:src|href)=\"(?!#|data:)", text)
    assert not re.findall(r"https?://|@import|url\((?!#)|<script", text)
    assert "default-src 'none'" in text


def test_a_units_name_is_escaped() -> None:
    text = _page()
    assert "Ward &lt;A&gt; [north]" in text
    assert "<A>" not in text


def test_every_picture_has_words_for_those_who_do_not_see_it() -> None:
    pictures = [about for tag, about in _elements(_page()).elements if tag == "svg"]
    assert all(about.get("aria-label") or about.get("aria-hidden") == "true" for about in pictures)
    assert sum(about.get("role") == "img" for about in pictures) == 2 + 2 + 1


def test_every_table_has_a_caption_and_headings() -> None:
    text = _page()
    assert text.count("<table>") == text.count("<caption>") == text.count("<thead>")


def test_page_has_a_language_and_one_main_heading() -> None:
    text = _page()
    assert '<html lang="en-GB">' in text
    assert text.count("<h1>") == 1


def test_ids_are_unique_and_links_on_the_page_lead_somewhere() -> None:
    elements = _elements(_page()).elements
    ids = [about["id"] for _, about in elements if "id" in about]
    assert len(ids) == len(set(ids))
    targets = {about["href"] for tag, about in elements if tag == "a"}
    assert targets <= {f"#{each}" for each in ids}


def test_people_beyond_places_are_numbered_and_have_a_pattern_of_their_own() -> None:
    (ward, home) = (
        places_picture(row, LARGE) for row in brief(bed_meeting.snapshot(), bed_meeting.plan()).units
    )
    assert [mark.text for mark in ward.marks] == ["2", "2"]
    assert ward.beyond
    assert not home.beyond
    assert ward.facts == "Today 5 of 2, 2 people beyond"


def test_many_units_are_folded_by_setting_and_few_stand_together() -> None:
    few = page_context(brief(bed_meeting.snapshot(), bed_meeting.plan())).place_groups
    assert [(group.name, group.is_open, len(group.rows)) for group in few] == [("all units", True, 2)]
    snapshot = bed_meeting.snapshot()
    ward = snapshot.units[0]
    many = [ward.model_copy(update={"id": f"A{k}"}) for k in range(MOST_OPEN + 1)]
    small = bed_meeting.plan()
    days = [day for day in small.units if day.unit == "A"]
    wide = small.model_copy(
        update={
            "units": (*small.units, *(day.model_copy(update={"unit": w.id}) for w in many for day in days))
        }
    )
    groups = page_context(
        brief(snapshot.model_copy(update={"units": (*snapshot.units, *many)}), wide)
    ).place_groups
    assert [(group.name, group.is_open) for group in groups] == [("acute", False), ("home support", True)]


def test_same_plan_gives_the_same_page() -> None:
    assert _page() == _page()


def test_full_page_is_as_sound_as_the_short_one() -> None:
    text = _full_page()
    assert _elements(text).unclosed == []
    assert not re.findall(r"(?:src|href)=\"(?!#|data:)|https?://|@import|url\((?!#)|<script", text)
    assert text.count("<table>") == text.count("<caption>") == text.count("<thead>")
    ids = [about["id"] for _, about in _elements(text).elements if "id" in about]
    assert len(ids) == len(set(ids))
    assert {about["href"] for tag, about in _elements(text).elements if tag == "a"} <= {
        f"#{it}" for it in ids
    }


def test_full_page_has_fairness_with_pictures_in_words() -> None:
    text = _full_page()
    assert "Fairness and moves" in text
    labels = [about.get("aria-label") or "" for tag, about in _elements(text).elements if tag == "svg"]
    told = [label for label in labels if label.startswith("By age")]
    assert told
    assert "first come" in told[0]


def test_short_page_leaves_out_what_takes_a_closer_look() -> None:
    assert "Fairness" not in _page()


def test_full_page_has_every_section_of_a_closer_look() -> None:
    text = _full_page()
    for heading in (
        "Why people wait",
        "What would help most this week",
        "Chase list",
        "Places free: chances",
    ):
        assert f">{heading}</h" in text
    assert "Nothing says that anybody&#39;s days or readiness are uncertain" in text


def test_full_page_has_chances_where_the_snapshot_says_how_sure_readiness_is() -> None:
    document = sample_district(beds=24, seed=1).to_document()
    for patient in document["patients"]:
        patient["phases"][0]["confidence"] = "possible"
    village = Snapshot.from_document(document)
    made = plan(village, effort=2)
    text = page(brief(village, made), closer_look(village, made))
    assert "may stay longer or shorter" in text
    assert "Places free that one can count on" in text
    assert _elements(text).unclosed == []
