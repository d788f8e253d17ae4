"""A request of the planner: one declaration of its options, the fee in yuan at the door and in fen inside."""

from dataclasses import fields

from kgcore.menu.office.request import PlanOptions, PlanRequest


def test_keywords_are_the_fields_of_a_request():
    assert set(PlanOptions.__annotations__) == {field.name for field in fields(PlanRequest)} - {"first", "fee_fen"}


def test_a_fee_is_yuan_at_the_door_and_fen_inside():
    assert PlanRequest.of("2026-W19", fee=15.5).fee_fen == 1550
    assert PlanRequest.of("2026-W19").fee_fen is None


def test_the_days_of_several_weeks_begin_with_the_first():
    assert str(PlanRequest.of("2026-W19").span) == "2026-W19"
    assert str(PlanRequest.of("2026-W19", weeks=3).span) == "2026-05-04..2026-05-24"
