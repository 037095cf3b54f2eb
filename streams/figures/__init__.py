"""Live figures: windowed tables of what is sold and how long tickets take. Hints; the truth is in SQL."""
