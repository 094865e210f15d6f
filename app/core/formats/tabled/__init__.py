"""A debate as tables: one for each list of the model, and one for each list in its rows."""
