"""Tables: where guests sit, and what is going on there."""
