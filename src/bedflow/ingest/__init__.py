"""Outside formats -> Snapshot, with every fault told at once."""

from bedflow.ingest.fault import BadInput, Fault
from bedflow.ingest.notices import Notice, notices_of
from bedflow.ingest.read import read_plan, read_snapshot
from bedflow.ingest.read_scenario import read_scenario, scenario_of
from bedflow.ingest.snapshot_document import read_document
from bedflow.ingest.write import FolderNotOurs, write_folder, write_json

__all__ = [
    "BadInput",
    "Fault",
    "FolderNotOurs",
    "Notice",
    "notices_of",
    "read_document",
    "read_plan",
    "read_scenario",
    "read_snapshot",
    "scenario_of",
    "write_folder",
    "write_json",
]
