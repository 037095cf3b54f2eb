"""Split bills: an order paid in parts that sum to it to the paisa."""
