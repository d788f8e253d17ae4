"""The codes that stand in this room's frames where no register and no prescribed table has a word."""

from __future__ import annotations

from kgcore.registers import terms

ALL = "all"
"""Value of band or class_name in the row of the whole kindergarten."""

OBESE, WEAK, ANAEMIC, ALLERGIC, OTHER = "obese", "weak", "anaemic", "allergic", "other"
CASE_GROUPS = (WEAK, OBESE, ANAEMIC, ALLERGIC, OTHER)
"""What a case's kind belongs to, in the order in which lists name them."""

MANAGED, EFFECTIVE, CLOSED = "managed", "effective", "closed"
"""Definitions of the correction rate."""

FINE, TOO_WEAK, TOO_SHORT, TOO_STRONG = "fine", "too_weak", "too_short", "too_strong"
NO_RULE = "no_rule"
"""Of a round of disinfection or a case in isolation for which the chosen scheme has no rule."""

ISOLATED, MAY_RETURN, RETURNED, EARLY_RETURN = "isolated", "may_return", "returned", "early_return"
PRESCRIBED, INCUBATION = "prescribed", "incubation"
"""Where the days of watching contacts come from."""

PATROL = "patrol"
"""A round of the health officer, beside the kinds of observation that the register names."""

ALL_SICK = terms.SICK_LEAVE
"""The series of all sick leave, beside the series of each symptom."""
