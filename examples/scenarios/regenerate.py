"""Copy the scenario packs of the package beside this script, to read and to begin one's own from."""

from __future__ import annotations

from pathlib import Path

from bedflow.whatif.pack import BUNDLED


def texts() -> dict[str, bytes]:
    """Give the packs that come with bedflow, by file name."""
    return {file.name: file.read_bytes() for file in BUNDLED.iterdir() if file.name.endswith(".toml")}


if __name__ == "__main__":
    for name, text in texts().items():
        Path(__file__).with_name(name).write_bytes(text)
