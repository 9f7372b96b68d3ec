"""How fast and how near the best the engine plans, beside what else one might use."""
