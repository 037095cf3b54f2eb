"""The ready board: a public screen with the numbers that are being prepared and that are ready."""
