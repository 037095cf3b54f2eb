"""The live page: what is sold and how long stations take, now."""
