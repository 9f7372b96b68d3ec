"""The command line. Only its table of commands is read at start; a command's code when it is called."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from bedflow_api.exit_codes import BAD_INPUT, DONE, STOPPED

COMMANDS: dict[str, tuple[str, str]] = {
    "plan": ("bedflow_api.commands.plan", "Plan who goes where and when, with proof of how good it is."),
    "value": ("bedflow_api.commands.value", "Show what one more place, arrival or team hour is worth."),
    "chase": ("bedflow_api.commands.chase", "Show whose blocker to clear first, and whom to ask."),
    "explain": ("bedflow_api.commands.explain", "Say where a patient goes and when, and why they wait."),
    "check": ("bedflow_api.commands.check", "Recompute a plan by the rules alone and name what is broken."),
    "validate": ("bedflow_api.commands.validate", "Read a snapshot and list all its faults at once."),
    "sample": ("bedflow_api.commands.sample", "Make a synthetic district to try things with."),
    "fairness": (
        "bedflow_api.commands.fairness",
        "Show who waits and is moved, beside first come first served.",
    ),
    "ledger": ("bedflow_api.commands.ledger", "Show who pays and who gains, under each way of financing."),
    "risk": ("bedflow_api.commands.risk", "Say how sure places and moves are, and who stands behind each."),
    "decide": ("bedflow_api.commands.decide", "Accept, lock or refuse what a plan proposes; plan again."),
    "whatif": ("bedflow_api.commands.whatif", "Ask what if: scenarios beside the district as it is."),
    "pack": ("bedflow_api.commands.pack", "Ask questions from real systems; published beside modelled."),
    "diff": ("bedflow_api.commands.diff", "Two plans side by side: who moves otherwise, and why."),
    "score": ("bedflow_api.commands.score", "Check and cost a hand-made plan; plan the rest around it."),
    "sweep": ("bedflow_api.commands.sweep", "Plan a grid of scenarios; cost against capacity."),
    "bestbuy": ("bedflow_api.commands.bestbuy", "Find what to buy: within a budget, or to a target."),
    "schema": ("bedflow_api.commands.schema", "Print the JSON Schema of a snapshot or a plan."),
}
"""Command, the module that holds it (as ``command``), and its line in the help."""


class LazyGroup(click.Group):
    """The commands of the table, each imported when it is first called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Give the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table into the help without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


_HELP = """Plan hospital bed flow: one joint, dated plan for every patient, with proof of how good it is.

\b
Try it:
  bedflow sample --beds 120 -o district.json    a synthetic district
  bedflow plan district.json                    today's moves, who waits and why
  bedflow plan district.json -o plan.json --html plan.html
  bedflow check district.json plan.json         do not trust, recompute

A snapshot is a .json file, a folder of CSV files, or - for standard input. Progress goes to
standard error, results to standard output.

Exit codes: 0 done, 1 a check failed, 2 bad input, 3 stopped by the user.
"""


@click.command(
    cls=LazyGroup,
    help=_HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="bedflow", message="bedflow %(version)s")
def bedflow() -> None:
    """Hold the commands together."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code.

    Parameters
    ----------
    arguments
        What stands after ``bedflow``.
    """
    try:
        code = bedflow.main(list(arguments), prog_name="bedflow", standalone_mode=False)
    except click.ClickException as refused:
        refused.show()
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return STOPPED
    return code if isinstance(code, int) else DONE


def main() -> None:
    """Run the command line of this process."""
    sys.exit(run(sys.argv[1:]))
