"""The native format cruxmap/1: schema, faults, reading, canonical order."""
