"""The roll-up engine: it knows only a network of bases and edges."""
