"""A scenario pack: a question from a real system, the district to ask it in, and what was published."""

from __future__ import annotations

from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, ValidationError, model_validator

from bedflow.domain import Fact, Scenario, Snapshot
from bedflow.domain.fact import Positive, Text, Whole, fact
from bedflow.ingest import BadInput, Fault
from bedflow.ingest.fault import Broken, Loc
from bedflow.ingest.json_text import impurities, read_bytes
from bedflow.ingest.place import JsonPlaces
from bedflow.ingest.sentence import broken_fields, nearest
from bedflow.ingest.snapshot_document import in_order
from bedflow.ingest.toml_text import parse_toml
from bedflow.sample import FEWEST_BEDS, sample_district
from bedflow.whatif.apply import applied
from bedflow.whatif.pack_measures import Measure

PACK_SCHEMA = "bedflow.pack/1"

BUNDLED = files("bedflow.whatif") / "packs"
"""The packs that come with bedflow; they are in the package, so installed or in a checkout alike."""

NO_FIGURE = "no published figure"


class Kind(StrEnum):
    """Whether a figure is put into the model or comes out of it."""

    INPUT = "input"
    OUTCOME = "outcome"


class Figure(Fact):
    """A published figure, and which figure of the model stands beside it."""

    what: Text = fact("What is counted, and in which unit")
    kind: Kind = fact("input: put into the model, so that agreement shows nothing; outcome: comes out of it")
    published: Text | None = fact("The figure as published; absent: there is none", default=None)
    source: Text | None = fact("Where it is published", default=None)
    measure: Measure | None = fact("The model's figure beside it; absent: the model has none", default=None)
    streams: tuple[Text, ...] = fact("Of stay: the forecast streams whose stay it is", default=())

    @model_validator(mode="after")
    def _says_its_source(self) -> Figure:
        if (self.published is None) is not (self.source is None):
            raise ValueError("expected published and source, both or neither")
        if (self.measure is Measure.STAY) is not bool(self.streams):
            raise ValueError("expected streams with the measure stay, and only there")
        return self


class MadeDistrict(Fact):
    """A made-up district, as ``bedflow sample`` makes them."""

    beds: Positive = fact("Acute beds", unit="beds", ge=FEWEST_BEDS)
    most_beds: Positive | None = fact(
        "Acute beds up to which the scenario's names mean what it says; absent: any number",
        unit="beds",
        default=None,
    )
    seed: Whole = fact("Another number, other people", default=1)
    sites: Positive | None = fact("Acute sites; absent: as many as the beds ask for", default=None)
    zones: Positive | None = fact("Zones; absent: as many as the beds ask for", default=None)
    wards: Positive | None = fact(
        "Acute wards of a site; absent: as many as the beds ask for", unit="wards", default=None
    )


class Pack(Fact):
    """A question from a real system, the district to ask it in, and what was published."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_enum_values=False,
        ser_json_inf_nan="constants",
        populate_by_name=True,
    )

    schema_: Literal["bedflow.pack/1"] = fact("Format of the document", default=PACK_SCHEMA, alias="schema")
    name: Text = fact("Short name")
    title: Text = fact("What was done, and where")
    district: MadeDistrict = fact("The district in which the question is asked")
    before: Scenario | None = fact("How the district was before, when not as made", default=None)
    scenario: Scenario = fact("The question")
    figures: tuple[Figure, ...] = fact("What was published, and what the model says beside it")
    cannot_show: tuple[Text, ...] = fact("What the model cannot show", default=())

    def made(self, *, beds: int | None = None) -> Snapshot:
        """Make the district in which the question is asked.

        Parameters
        ----------
        beds
            Acute beds, for another size; absent: the pack's own.

        Raises
        ------
        BadInput
            When no such district can be made, or what is said of it cannot be.
        """
        plot = self.district
        if beds is not None and plot.most_beds is not None and beds > plot.most_beds:
            raise BadInput([Fault(self.name, "district", None, f"expected at most {plot.most_beds} beds")])
        try:
            district = sample_district(
                beds=beds or plot.beds, seed=plot.seed, sites=plot.sites, zones=plot.zones, wards=plot.wards
            )
        except ValueError as told:
            raise BadInput([Fault(self.name, "district", None, f"expected more beds: {told}")]) from None
        known = {stream.id for stream in district.arrivals}
        unknown = [
            Fault(
                self.name,
                f"figures[{number}].streams",
                "streams",
                f"expected streams of the district: {name}",
            )
            for number, figure in enumerate(self.figures)
            for name in figure.streams
            if name not in known
        ]
        if unknown:
            raise BadInput(unknown)
        return district if self.before is None else applied(district, self.before)


def bundled_packs() -> tuple[Pack, ...]:
    """Give the packs that come with bedflow, by name."""
    found = sorted(
        (file for file in BUNDLED.iterdir() if file.name.endswith(".toml")), key=lambda it: it.name
    )
    return tuple(pack_of(file.read_bytes(), file=file.name) for file in found)


def read_pack(given: str) -> Pack:
    """Read a pack by its name, or a file of one.

    Parameters
    ----------
    given
        The name of a bundled pack, or a path that ends in ``.toml``.

    Raises
    ------
    BadInput
        When there is no such pack, or with every fault of a field.
    """
    path = Path(given)
    if path.suffix.lower() == ".toml":
        return pack_of(read_bytes(path, file=path.name), file=path.name)
    packs = {pack.name: pack for pack in bundled_packs()}
    if given not in packs:
        names = list(packs)
        expected = f"expected the name of a pack ({', '.join(names)}) or a .toml file{nearest(given, names)}"
        raise BadInput([Fault("bedflow pack", "NAME", None, expected)])
    return packs[given]


def pack_of(content: bytes, *, file: str) -> Pack:
    """Read the text of a pack.

    Parameters
    ----------
    file
        What messages call it.

    Raises
    ------
    BadInput
        With every fault of a field, in the order of the file.
    """
    document = parse_toml(content, file=file)
    broken, hopeless = impurities(document)
    if not hopeless:
        try:
            read = Pack.model_validate(document)
        except ValidationError as error:
            broken += broken_fields(error, root=Pack, document=document)
        else:
            if not broken:
                return read
    first: dict[Loc, Broken] = {}
    for each in broken:
        first.setdefault(each.loc, each)
    raise BadInput(in_order(first.values(), JsonPlaces(file, document, root=Pack)))
