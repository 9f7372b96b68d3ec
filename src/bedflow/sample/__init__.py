"""Synthetic districts: made-up places and people that look like an average morning."""

from bedflow.sample.district import BED_MEETING, FEWEST_BEDS, sample_district

__all__ = ["BED_MEETING", "FEWEST_BEDS", "sample_district"]
