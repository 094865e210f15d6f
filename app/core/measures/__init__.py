"""Measures on engines: pooling, contest, gaps, explanations, partings, camps, coherence."""
