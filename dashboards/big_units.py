"""Units people say: a kitchen speaks of 1.5 kg, the books of 1500 g."""

BIG_UNITS = {"g": "kg", "ml": "l"}
PER_BIG_UNIT = 1000
