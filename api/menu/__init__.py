"""The menu and its recipes."""
