"""What happens if readiness flips or days slip: exact chances for a plan that stands."""
