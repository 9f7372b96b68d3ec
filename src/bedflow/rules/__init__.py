"""Clinical and operational rules, one idea per file."""
