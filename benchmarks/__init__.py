"""Speed, by hand: every figure is a ratio to a reference measured in the same run, in turns."""
