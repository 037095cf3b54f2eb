"""Tax invoices and credit notes under India's GST: numbered without a gap, never changed."""
