"""Which registers a verdict or a measure rests on: where an office does not keep one of them, nothing is judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from kgcore.findings import Finding
from kgcore.registers import GROUPS

_VERDICTS: dict[str, str] = {
    "nutrition": "attendance movements",
    "nutrition.ages_assumed": "children",
    "nutrition.grams_outlier": "menus",
    "nutrition.never_eaten": "menus",
    "nutrition.no_menu": "menus",
    "nutrition.plan": "menus",
    "nutrition.unplanned": "menus movements",
    "nutrition.stocktake_missed": "counts",
    "health.attendance_missing": "attendance",
    "health.case": "special_cases",
    "health.case_missing": "special_cases measurements",
    "health.correction": "special_cases",
    "health.visit": "case_visits",
    "health.cluster": "illnesses",
    "health.contacts": "illnesses",
    "health.early_return": "illnesses",
    "health.illness_contradiction": "illnesses",
    "health.no_certificate": "illnesses",
    "health.suspension": "illnesses",
    "health.unknown_disease": "illnesses",
    "health.disinfection": "disinfection",
    "health.disinfection_not_raised": "disinfection illnesses",
    "health.finding_repeated": "patrols",
    "health.follow_up_open": "",
    "health.round_missed": "",
    "health.measure_implausible": "measurements",
    "health.obesity": "measurements",
    "health.unmeasured": "measurements children",
    "health.warning": "symptoms",
    "money": "attendance movements",
    "money.close": "month_closes",
    "money.closed_early": "month_closes",
    "money.month_open": "month_closes",
    "money.count_before_first": "counts",
    "money.direct_use": "counts",
    "money.stock_differs": "counts",
    "money.stocktake_missed": "counts",
    "money.delivery_differs": "acceptance",
    "money.not_accepted": "acceptance",
    "money.rejected_kept": "acceptance",
    "money.income_differs": "receipts attendance",
    "money.settlement_differs": "receipts attendance",
    "money.refund": "refunds",
    "money.same_person": "staff",
    "money.signed_by_other": "invoices staff",
    "money.invoice": "invoices",
    "money.unsigned_paid": "invoices",
    "money.unreconciled": "invoices movements",
    "money.over_budget": "budgets invoices",
    "money.undue_charge": "meal_charges",
    "money.staff_from_children": "staff_meals",
    "money.staff_without_issue": "staff_meals",
    "money.unapproved": "staff",
    "staff": "staff",
    "staff.diners_unreported": "attendance",
    "staff.roll_mismatch": "children",
    "staff.assessors_apart": "scores",
    "staff.measure_missing": "scores",
    "staff.score": "scores",
    "staff.scorecard": "scores",
    "staff.veto": "vetoes",
    "staff.training": "trainings",
    "staff.mentoring": "pairings",
    "staff.novice": "pairings staff",
    "staff.meeting": "meetings",
    "staff.minutes": "meetings",
    "staff.six_t": "canteen_checks",
    "health.not_computable": "",
    "safety.not_computable": "inspections",
    "assessment.dining": "tastings",
    "safety.cards": "gate_duty",
    "safety.duty": "gate_duty",
    "safety.cleaning_missed": "disinfection",
    "safety.dated_ahead": "",
    "safety.drill": "drills",
    "safety.fault_unregistered": "inspections",
    "safety.inspection": "inspections",
    "safety.key_inspection_missed": "inspections",
    "safety.parents_patrol_missed": "inspections",
    "safety.hazard": "hazards",
    "safety.licence": "suppliers",
    "safety.supplier_ended": "suppliers movements",
    "safety.no_certificate": "acceptance",
    "safety.not_accepted": "acceptance",
    "safety.refused_delivery": "acceptance",
    "safety.weight_differs": "acceptance",
    "safety.sample": "samples menus",
    "safety.training": "trainings",
    "safety.unsigned": "agreements",
    "safety.visitor": "visitors",
    "property": "assets",
    "property.energy": "energy attendance",
    "property.not_in_stocktake": "counts",
    "property.stock_gap": "counts",
    "property.stocktake": "counts",
    "campus": "environment_checks",
    "campus.greening": "greening",
    "campus.project": "projects",
    "workplan": "activities",
    "workplan.decision_open": "committee",
    "dining": "tastings",
    "menu": "",
}
"""Beginning of a finding's code → the registers that the verdict needs; the longest beginning holds."""

_MEASURES: dict[str, str] = {
    "certificate_valid_rate": "staff",
    "training_pass_rate": "trainings",
    "score_complete_rate": "scores",
    "six_t_score": "canteen_checks",
    "mentoring_sessions": "pairings",
    "meeting_rate": "meetings",
    "patrol_closed_rate": "patrols",
    "hfmd_incidence": "illnesses",
    "correction_rate": "special_cases",
    "disinfection_rate": "disinfection",
    "observation_closed_rate": "observations",
    "energy_ratio": "attendance movements",
    "meal_satisfaction": "tastings",
    "meal_balance_rate": "attendance movements",
    "budget_use_rate": "budgets invoices",
    "agreement_rate": "agreements",
    "gate_duty_rate": "gate_duty",
    "hazard_fixed_rate": "hazards",
    "evacuation_seconds": "drills",
    "sample_complete_rate": "samples menus",
    "energy_saving_rate": "energy attendance",
    "asset_agreement_rate": "assets",
    "stocktake_rate": "counts",
    "project_progress_rate": "projects",
    "greening_rate": "greening",
    "environment_score": "environment_checks",
    "task_done_rate": "activities",
}
"""Measure → the registers that it needs."""


@cache
def needed(code: str) -> frozenset[str]:
    """Return the registers without which a verdict or a measure says nothing.

    Parameters
    ----------
    code : of a finding, such as health.visit_missed, or of a measure, such as correction_rate.

    Raises
    ------
    LookupError
        when the code is not declared.

    Examples
    --------
    >>> sorted(needed("health.disinfection_not_raised")), sorted(needed("hfmd_incidence"))
    (['disinfection', 'illnesses'], ['illnesses'])
    """
    if "." not in code:
        return frozenset(_MEASURES[code].split())
    known = [beginning for beginning in _VERDICTS if code.startswith(beginning)]
    if not known:
        raise LookupError(f"kgcore.evidence declares no registers for {code}")
    return frozenset(_VERDICTS[max(known, key=len)].split())


def judged(findings: Iterable[Finding], unkept: Collection[str]) -> tuple[Finding, ...]:
    """Return the verdicts that rest on registers that are kept.

    Parameters
    ----------
    findings : of a room.
    unkept : registers that the office does not keep, as its profile says.

    Examples
    --------
    >>> missed = Finding("health.visit_missed", "warning", "专案", "2026-05", "1 份专案没有按时随访")
    >>> judged([missed], {"case_visits"}), len(judged([missed], set()))
    ((), 1)
    """
    return tuple(one for one in findings if needed(one.code).isdisjoint(unkept))


def titles(unkept: Collection[str]) -> list[str]:
    """Return the groups of registers that an office does not keep, in declared order.

    Examples
    --------
    >>> titles({"disinfection", "receipts", "refunds"})
    ['收退费', '消毒']
    """
    return [group for group, names in GROUPS.items() if not set(names).isdisjoint(unkept)]


__all__ = ["judged", "needed", "titles"]
