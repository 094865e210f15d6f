"""The command line: commands that parse, open a session, call a service and print."""
