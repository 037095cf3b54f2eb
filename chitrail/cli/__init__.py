"""The `chitrail` command: one module a subcommand."""
