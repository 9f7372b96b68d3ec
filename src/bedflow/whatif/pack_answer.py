"""A pack's question answered: what was published beside what the model says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bedflow.whatif.answer import BASE_SECONDS, SCENARIO_SECONDS, Answer, Told, what_if
from bedflow.whatif.pack import Figure, Pack
from bedflow.whatif.pack_measures import Planned, measured


@dataclass(frozen=True, slots=True)
class Beside:
    """A published figure beside the model's.

    Attributes
    ----------
    figure
        What was published.
    before, after
        The model's figure as it is and under the scenario; None: the model has none.
    """

    figure: Figure
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class PackAnswer:
    """What comes of a pack's question.

    Attributes
    ----------
    pack
        The pack.
    answer
        The district as it is beside what comes of the scenario.
    figures
        Each published figure beside the model's.
    """

    pack: Pack
    answer: Answer
    figures: tuple[Beside, ...]


def asked_of_pack(
    pack: Pack,
    *,
    beds: int | None = None,
    time_limit: float = SCENARIO_SECONDS,
    base_seconds: float = BASE_SECONDS,
    effort: int | None = None,
    seed: int = 0,
    decide_within: float = 0.0,
    progress: Told | None = None,
    interrupted: Callable[[], bool] | None = None,
) -> PackAnswer:
    """Ask a pack's question in its district, and lay what was published beside the answer.

    Parameters
    ----------
    beds
        Acute beds of the district, for another size; absent: the pack's own.
    time_limit, base_seconds, effort, seed, decide_within, progress, interrupted
        As :func:`bedflow.whatif.what_if` takes them.

    Raises
    ------
    BadInput
        When the district cannot be made, or the scenario not applied.
    """
    answer = what_if(
        pack.made(beds=beds),
        [pack.scenario],
        time_limit=time_limit,
        base_seconds=base_seconds,
        effort=effort,
        seed=seed,
        decide_within=decide_within,
        progress=progress,
        interrupted=interrupted,
    )
    return PackAnswer(pack, answer, tuple(_beside(answer, figure) for figure in pack.figures))


def _beside(answer: Answer, figure: Figure) -> Beside:
    if figure.measure is None:
        return Beside(figure, None, None)
    outcome = answer.outcomes[0]
    before = Planned(answer.snapshot, answer.base, answer.measures)
    after = Planned(outcome.snapshot, outcome.plan, outcome.measures)
    return Beside(
        figure,
        measured(before, figure.measure, streams=figure.streams),
        measured(after, figure.measure, streams=figure.streams),
    )
