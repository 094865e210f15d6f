"""The words of the model: one list for each thing that is told by a word."""

SUPPORTING = frozenset({"supports", "backs"})
WEIGHING = frozenset({"supports", "rebuts", "undercuts", "backs"})
ON_INFERENCE = frozenset({"undercuts", "backs"})
ENDED = frozenset({"withdrawn", "superseded"})
