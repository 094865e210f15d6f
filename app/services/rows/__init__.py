"""The one bridge between the rows of a debate and its tables, by the shapes of the model."""
