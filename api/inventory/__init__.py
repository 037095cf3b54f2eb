"""Stock: documents, levels and movements."""
