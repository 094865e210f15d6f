"""What reads a debate's graph: threads, weighing, the summary, comparisons, checks."""
