"""Order history from CSV files, read by a mapping and loaded whole or not at all."""
