"""Write snapshot.json beside this script: a synthetic city district of 600 acute beds."""

from __future__ import annotations

from pathlib import Path

from bedflow.sample import document_text, sample_district


def text() -> str:
    """Write the city district."""
    return document_text(sample_district(beds=600, seed=1).to_document())


if __name__ == "__main__":
    Path(__file__).with_name("snapshot.json").write_bytes(text().encode())
