"""Results of the warehouse's own checks."""
