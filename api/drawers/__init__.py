"""Cash drawers: shifts from float to blind count, and every rupee in between."""
