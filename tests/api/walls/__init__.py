"""Between outlets, and between what a caller sends and what is believed: every route is tried."""
