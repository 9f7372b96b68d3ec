"""The doors: command line, tables and pages."""
