"""The audit: who did what sensitive act, in a chain that shows any later change."""
