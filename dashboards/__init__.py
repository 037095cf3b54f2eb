"""Kitchen display and manager pages."""
