"""How often an ingredient should last until its next delivery: running out costs, and so does waste.

The newsvendor's critical ratio Cu / (Cu + Co) (Arrow, Harris and Marschak 1951, Econometrica 19, 250-272;
Silver, Pyke and Thomas 2017, Inventory and Production Management in Supply Chains, 4th ed.): the quantile of
demand at which one unit more loses as much when it is left over as it earns when it was missing.
"""

LOWEST, HIGHEST = 0.5, 0.99
WITHOUT_COSTS = 0.95
"""Where a cost or a margin is not known."""
LOST_SHARE = 0.5
"""Part of the margin that is lost when a dish is out: half of the guests order something else."""
HOLDING_A_YEAR = 0.20
"""Part of its worth that a year of keeping stock costs: money, space, breakage."""
DAYS_A_YEAR = 365


def service_level(
    margin: float | None, unit_cost: float | None, cycle_days: int, shelf_life_days: int | None
) -> float:
    """Part of cycles that should end without a shortage, from 0.5 to 0.99.

    `margin` is what dishes earn by one base unit of the ingredient and `unit_cost` what it costs, both in
    rupees. One unit too few costs the lost part of the margin. One unit too many is kept for a cycle, and is
    thrown away as likely as a cycle is long within its shelf life.
    """
    if margin is None or unit_cost is None or unit_cost <= 0:
        return WITHOUT_COSTS
    shortage = max(margin, 0.0) * LOST_SHARE
    wasted = min(1.0, cycle_days / shelf_life_days) if shelf_life_days else 0.0
    excess = unit_cost * (wasted + HOLDING_A_YEAR * cycle_days / DAYS_A_YEAR)
    if shortage + excess <= 0:
        return WITHOUT_COSTS
    return min(max(shortage / (shortage + excess), LOWEST), HIGHEST)
