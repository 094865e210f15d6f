"""Cruxmap: follow and settle intricate debates."""

__version__ = "0.1.0"
