"""What an owner is sent: the daily close and the GST month, from PostgreSQL, as HTML, PDF and CSV."""
