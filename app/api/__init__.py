"""JSON handlers and schemas."""
