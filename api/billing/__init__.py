"""How an outlet's bills are made, and what may be done to the bill of an open order."""
