"""Use cases and every query: functions taking (session, actor, …)."""
