"""``bedflow schema``: the form of the documents."""

from __future__ import annotations

import click

from bedflow.reference import reference_page
from bedflow.schema import DOCUMENTS, json_schema
from bedflow_api.doors import say, say_json

_HELP = """Print the JSON Schema of a document, or its field reference in Markdown.

\b
Examples:
  bedflow schema snapshot > snapshot.schema.json    for an editor or a validator
  bedflow schema plan --reference                   every field with its unit and meaning
"""


@click.command(help=_HELP, short_help="Print the form of a document.")
@click.argument("document", type=click.Choice(tuple(DOCUMENTS)))
@click.option("--reference", is_flag=True, help="Print the field reference (Markdown) instead.")
def command(document: str, *, reference: bool) -> None:
    """Print the form of a document."""
    if reference:
        say(reference_page(document))
        return
    say_json(json_schema(document))
