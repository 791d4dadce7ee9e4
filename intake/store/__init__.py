"""All SQL, one file a table or screen: functions (conn, …) → dataclasses. Never commits, knows no HTTP."""
