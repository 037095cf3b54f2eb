"""Purchase orders: drafted, approved, sent to the supplier."""
