"""Where the built-in bands begin.

These are defaults that suit a shop whose customers buy a few times a year. They are fixed numbers on purpose:
with quantiles everybody would change band because others bought. Discovery fits them anew to a firm's own
customers; editing them here changes every variable that is built on them.
"""

from __future__ import annotations

RECENCY_DAYS = (30, 90, 180, 365)
"""At most so many days since the last order: score 5, 4, 3, 2; more: 1."""

FREQUENCY_ORDERS = (10, 5, 3, 2)
"""At least so many orders in the last 365 days: score 5, 4, 3, 2; fewer: 1."""

MONETARY_AMOUNTS = (1000, 500, 250, 100)
"""At least so much paid in the last 365 days: score 5, 4, 3, 2; less: 1."""

NEW_DAYS = 30
"""A customer is new for so many days after the first order."""

ACTIVE_DAYS, COOLING_DAYS, LAPSED_DAYS = 90, 180, 365
"""Days since the last order up to which a customer is active, cooling, lapsed; then lost."""

REACTIVATED_AFTER_DAYS = 180
"""An order in the active days that follows a pause of at least so many days makes a customer reactivated."""

OVERDUE_RATIO = 1.5
"""Days since the last order, in median gaps between orders, above which a customer is overdue."""

HABIT_SHARE = 0.5
"""From this share of orders on, a part of the day is a habit."""

ENGAGED_DAYS, WARM_DAYS, COLD_DAYS = 30, 90, 365
"""Days since the last opened or clicked message up to which a reader is engaged, warm, cold; then dormant."""

AGE_BANDS = ((0, 14), (15, 24), (25, 34), (35, 49), (50, 64), (65, 150))
"""Whole years, both ends included."""

GENERATIONS = (
    (1928, "silent"),
    (1946, "baby_boomer"),
    (1965, "generation_x"),
    (1981, "millennial"),
    (1997, "generation_z"),
    (2013, "generation_alpha"),
)
"""First year of birth of each generation."""

NPS_PROMOTER, NPS_PASSIVE = 9, 7
"""Lowest score of a promoter and of a passive; below are detractors."""

POOR_STARS = 2
"""A review of at most so many stars is a poor one."""
