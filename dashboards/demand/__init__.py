"""How much of each ingredient the kitchen uses, and will use."""
