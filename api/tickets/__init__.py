"""Kitchen tickets."""
