"""``bedflow sample``: a synthetic district to try things with."""

from __future__ import annotations

from pathlib import Path

import click

from bedflow.ingest import write_folder, write_json
from bedflow.sample import FEWEST_BEDS, sample_district
from bedflow_api.briefing.words import counted
from bedflow_api.doors import say_json
from bedflow_api.writing import check_writable, or_refused

MOST_BEDS = 20_000

_HELP = """Make a synthetic district: made-up places and people that look like an average, tight morning.

The same --beds and --seed give the same district.

\b
Examples:
  bedflow sample -o district.json                   120 acute beds
  bedflow sample --beds 600 --seed 7 -o city.json
  bedflow sample -o district/                       a folder of CSV files
  bedflow sample --uncertain -o district.json       for bedflow risk
  bedflow sample -o - | bedflow plan -
"""


@click.command(help=_HELP, short_help="Make a synthetic district.")
@click.option(
    "--beds",
    type=click.IntRange(FEWEST_BEDS, MOST_BEDS),
    default=120,
    show_default=True,
    help="Acute beds; the rest comes in proportion.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Another number, other people."
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    help="A file that ends in .json, a folder for CSV files, or - for standard output.",
)
@click.option("--uncertain", is_flag=True, help="Say how sure days and readiness are, for bedflow risk.")
def command(*, beds: int, seed: int, output: str, uncertain: bool) -> None:
    """Make a synthetic district."""
    path = Path(output)
    as_file = path.suffix.lower() == ".json"
    if as_file:
        check_writable(path)
    district = sample_district(beds=beds, seed=seed, uncertain=uncertain)
    if output == "-":
        say_json(district.to_document())
        return
    write = write_json if as_file else write_folder
    or_refused(path, lambda: write(district, path))
    click.echo(
        f"Wrote {output}: {counted(len(district.patients), 'patient')} in a made-up district.", err=True
    )
