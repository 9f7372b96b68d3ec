"""Two pictures: the gap against time for each solver, and time against patients."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from benchmarks.extent import FIXED_GAP
from benchmarks.goals import exponent
from benchmarks.results import Record, Results
from benchmarks.series import Point

SOLVERS = {
    "engine": ("bedflow", "#0072b2", "-"),
    "highs": ("HiGHS, whole model", "#d55e00", "-"),
    "cp_sat": ("CP-SAT, whole model", "#009e73", "--"),
    "textbook": ("HiGHS, textbook model", "#cc79a7", "-."),
    "first_come": ("first come first served", "#555555", ":"),
}
"""Name, colour (Okabe and Ito's, told apart with any colour vision) and line of each solver."""

SMALLEST_GAP = 1e-4
LARGEST_GAP = 1.2
EARLIEST = 0.01
"""Seconds before which nothing is told apart."""

PLAIN = FuncFormatter(lambda value, _place: f"{value:,g}")

SAME_FILE = {"Date": None, "Creator": None}
"""Nothing in a picture but the run: drawn again it is the same file."""


def draw(results: Results, folder: Path) -> list[str]:
    """Draw what the run allows; gives the names of the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    with mpl.rc_context({"svg.hashsalt": "bedflow", "svg.fonttype": "none", "font.size": 10}):
        searches = results.sound("peers")
        if any(one["task"] == "first_come" for one in searches):
            _save(_gap_against_time(searches), folder / "bench-gap.svg")
            drawn.append("bench-gap.svg")
        if results.sound("scaling"):
            _save(_time_against_patients(results.sound("scaling")), folder / "bench-growth.svg")
            drawn.append("bench-growth.svg")
    return drawn


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, format="svg", metadata=SAME_FILE)
    # Matplotlib leaves spaces at line ends.
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line.rstrip() for line in lines) + "\n", encoding="utf-8")


def _gap_against_time(searches: list[Record]) -> Figure:
    # Every solver was tried at these sizes; larger ones are for the tables.
    sizes = sorted({one["asked"]["beds"] for one in searches if one["task"] == "first_come"})
    figure = Figure(figsize=(4.2 * len(sizes) + 0.6, 4.4), layout="constrained")
    panels = figure.subplots(1, len(sizes), sharey=True, squeeze=False)[0]
    for axes, beds in zip(panels, sizes, strict=True):
        here = {one["task"]: one for one in searches if one["asked"]["beds"] == beds}
        _panel(axes, here)
        axes.set_title(f"{beds:,} acute beds, {next(iter(here.values()))['patients']:,} patients")
        axes.set_xlabel("seconds of search")
    panels[0].set_ylabel("gap")
    named: dict[str, Any] = {}
    for axes in panels:
        lines, names = axes.get_legend_handles_labels()
        named.update(zip(names, lines, strict=True))
    columns = 3 if len(sizes) > 1 else 1
    figure.legend(list(named.values()), list(named), loc="outside lower center", ncols=columns, frameon=False)
    return figure


def _panel(axes: Axes, here: dict[str, Record]) -> None:
    best_bound = max(one["bound"] for one in here.values() if one["bound"] is not None)
    last = max(one["seconds"] for one in here.values())
    without: list[str] = []
    for solver, (name, colour, line) in SOLVERS.items():
        if solver not in here:
            continue
        record = here[solver]
        if solver == "first_come":
            gap = Point(0.0, record["objective"], best_bound).gap
            axes.axhline(gap, color=colour, linestyle=line, label=f"{name} (against the best bound)")
            continue
        axes.plot([], [], color=colour, linestyle=line, label=name)
        points = [point for one in record["points"] if (point := Point(*one)).gap < 1.0]
        if not points:
            without.append(name)
            continue
        at = [max(point.seconds, EARLIEST) for point in points]
        gaps = [max(point.gap, SMALLEST_GAP) for point in points]
        axes.step([*at, max(last, EARLIEST)], [*gaps, gaps[-1]], where="post", color=colour, linestyle=line)
        axes.plot(at[-1:], gaps[-1:], "o", color=colour, markersize=4)
    if without:
        told = "\n".join(f"{name}: no plan" for name in without)
        axes.text(0.98, 0.9, told, transform=axes.transAxes, ha="right", va="top", fontsize=8)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.xaxis.set_major_formatter(PLAIN)
    axes.set_ylim(SMALLEST_GAP * 0.8, LARGEST_GAP)
    axes.set_yticks([1e-4, 1e-3, 1e-2, 1e-1, 1.0], ["0.01 % or proven", "0.1 %", "1 %", "10 %", "100 %"])
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)


def _time_against_patients(records: list[Record]) -> Figure:
    key = f"{FIXED_GAP:g}"
    figure = Figure(figsize=(5.4, 4.0), layout="constrained")
    axes = figure.subplots()
    reached = [one for one in records if one["seconds_to_gap"][key]]
    patients = np.array([one["patients"] for one in reached], np.float64)
    took = np.array([one["seconds_to_gap"][key] for one in reached])
    axes.plot(patients, took, "o", color="#0072b2", label=f"to a gap of {100 * FIXED_GAP:g} %")
    fitted = exponent(records, FIXED_GAP)
    if fitted is not None:
        level = np.exp(np.mean(np.log(took)) - fitted[0] * np.mean(np.log(patients)))
        fit = level * patients ** fitted[0]
        axes.plot(
            patients, fit, "-", color="#0072b2", linewidth=1, label=f"patients to the power {fitted[0]:.2f}"
        )
    for one in reached:
        axes.annotate(
            f"{one['asked']['beds']:,} beds",
            (one["patients"], one["seconds_to_gap"][key]),
            textcoords="offset points",
            xytext=(-6, 5),
            ha="right",
            fontsize=8,
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PLAIN)
        axis.set_minor_formatter(NullFormatter())
    axes.margins(0.15)
    axes.set_xlabel("patients")
    axes.set_ylabel("seconds")
    axes.grid(visible=True, which="major", color="#dddddd", linewidth=0.6)
    axes.legend(frameon=False, loc="best")
    return figure
