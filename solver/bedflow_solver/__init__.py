"""The engine: arrays in, arrays out."""
