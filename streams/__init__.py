"""Faust workers: they turn events into stock movements and notifications."""
