"""The points of a sweep and the mixes of a best buy as tables for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bedflow.whatif.bestbuy import BestBuy, Bought
from bedflow.whatif.sweep import Sweep
from bedflow.whatif.sweep_figures import Figures
from bedflow_api.table_files import NUMBER, TEXT, WHOLE, Table, Tables

_FIGURE_FORMS = {name: WHOLE for name, field in Figures.model_fields.items() if field.annotation is int}


def points_table(found: Sweep) -> Table:
    """Give a row for each point: its levers, what it costs, every figure, or why it could not be planned."""
    figures = _figure_columns(swept.figures for swept in found.points if swept.figures is not None)
    own = {"capacity_cost": NUMBER, "total": NUMBER}
    names = _told_apart([lever.name for lever in found.grid.levers], {*own, *figures, "refused"}, "lever")
    rows = [
        {
            **{names[name]: value for name, value in swept.point.values.items()},
            "capacity_cost": swept.capacity_cost,
            **({} if swept.figures is None else {"total": swept.total, **swept.figures.rows()}),
            "refused": swept.refused,
        }
        for swept in found.points
    ]
    return Table({**dict.fromkeys(names.values(), NUMBER), **own, **figures, "refused": TEXT}, rows)


def points_tables(found: Sweep) -> Tables:
    """Give the points by the name of their file."""
    return {"points": points_table(found)}


def mixes_table(found: BestBuy) -> Table:
    """Give a row for each mix planned: how many of each option, what it costs, and every figure."""
    figures = _figure_columns(bought.figures for bought in found.tried)
    own = {"price": NUMBER, "total": NUMBER, "reaches": WHOLE, "best": WHOLE}
    names = _told_apart([option.name for option in found.options.options], {*own, *figures}, "option")
    rows = [
        {
            **dict(zip(names.values(), bought.mix, strict=True)),
            "price": bought.spend,
            "total": bought.total,
            "reaches": int(bought.reaches),
            "best": int(_is_best(found, bought)),
            **bought.figures.rows(),
        }
        for bought in found.tried
    ]
    return Table({**dict.fromkeys(names.values(), WHOLE), **own, **figures}, rows)


def mixes_tables(found: BestBuy) -> Tables:
    """Give the mixes by the name of their file."""
    return {"mixes": mixes_table(found)}


def _is_best(found: BestBuy, bought: Bought) -> bool:
    return found.best is not None and bought.mix == found.best.mix


def _figure_columns(figures: Iterable[Figures]) -> dict[str, str]:
    """Give every figure any row has, in their order."""
    names = dict.fromkeys(name for one in figures for name in one.rows())
    return {name: _FIGURE_FORMS.get(name, NUMBER) for name in names}


def _told_apart(names: list[str], taken: Iterable[str], kind: str) -> Mapping[str, str]:
    """Give the column of each name; a lever called as a figure is must not hide the figure."""
    return {name: f"{kind}/{name}" if name in taken else name for name in names}
