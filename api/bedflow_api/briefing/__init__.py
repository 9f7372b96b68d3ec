"""What a bed meeting reads off a plan, in words and numbers, for tables and pages alike."""

from bedflow_api.briefing.brief import Briefing, brief

__all__ = ["Briefing", "brief"]
