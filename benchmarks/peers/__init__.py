"""What else one might plan with: general solvers, a textbook model, and first come first served."""

from benchmarks.peers.answer import Answer

__all__ = ["Answer"]
