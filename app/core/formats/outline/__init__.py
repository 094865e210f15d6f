"""Outlines: what a line says, how lines hang together, and debates read and told in them."""
