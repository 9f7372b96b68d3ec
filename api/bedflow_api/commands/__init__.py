"""One command per file, each holding ``command``; the table of them is in ``bedflow_api.main``."""
