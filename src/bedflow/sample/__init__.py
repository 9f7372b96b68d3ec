"""Synthetic districts: made-up places and people that look like an average morning."""

from bedflow.sample.district import BED_MEETING, FEWEST_BEDS, sample_district
from bedflow.sample.text import document_text

__all__ = ["BED_MEETING", "FEWEST_BEDS", "document_text", "sample_district"]
