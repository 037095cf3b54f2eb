"""What the last weeks would have cost with other ways of ordering."""
