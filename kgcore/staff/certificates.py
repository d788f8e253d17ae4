"""Certificates of the three posts: levels, validity, what is aimed at."""

from __future__ import annotations

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.registers import terms
from kgcore.standards import work_norm

VALID, EXPIRED, EXPIRING, UNDATED, ABSENT = "valid", "expired", "expiring", "undated", "absent"
_WORDS = {EXPIRED: "已过期", EXPIRING: "即将到期", UNDATED: "未登记有效期", ABSENT: "无证"}
_ADVICE = {
    EXPIRED: "安排复训换证；换证前调离须持证的操作",
    EXPIRING: "预约复训，到期前换证",
    UNDATED: "在《教职工》补登证书有效期",
    ABSENT: "安排培训考证",
}
_SOURCE = "《教职工》证书有效期"


def certificates(people: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return the certificate of everyone in the three posts as it stands on a day.

    Parameters
    ----------
    people : columns `staff`, `role`, `certificate`, `certificate_expires`, `aims_at`.
    as_of : the day.

    Returns
    -------
    Columns `staff`, `role`, `certificate`, `certificate_expires`, `aims_at`, `days_left`, `state` (VALID, EXPIRED,
    EXPIRING within the norm's days, UNDATED, ABSENT).
    """
    table = people.loc[
        people["role"].isin(terms.SCORED_ROLES), ["staff", "role", "certificate", "certificate_expires", "aims_at"]
    ].reset_index(drop=True)
    table["days_left"] = (table["certificate_expires"] - as_of).dt.days
    state = pd.Series(VALID, index=table.index)
    state = state.mask(table["days_left"] <= work_norm("certificate_notice_days").limit, EXPIRING)
    state = state.mask(table["days_left"] < 0, EXPIRED).mask(table["certificate_expires"].isna(), UNDATED)
    return table.assign(state=state.mask(table["certificate"] == terms.NO_CERTIFICATE, ABSENT))


def findings(table: pd.DataFrame, period: str) -> list[Finding]:
    """Return expired certificates, and those that end soon, have no date, or do not exist.

    Parameters
    ----------
    table : as `certificates` returns.
    """
    verdicts = []
    for row in rows(table[table["state"] != VALID]):
        expiry = "" if pd.isna(row.certificate_expires) else f"，有效期至{row.certificate_expires:%Y-%m-%d}"
        limit = work_norm("certificate_notice_days").limit if row.state == EXPIRING else 0.0
        verdicts.append(Finding(
            "staff.certificate_expired" if row.state == EXPIRED else "staff.certificate",
            "warning" if row.state == EXPIRED else "notice", row.staff, period,
            f"{row.role}{row.staff}证书（{row.certificate}）{_WORDS[row.state]}{expiry}",
            measured=None if pd.isna(row.days_left) else float(row.days_left), limit=limit, unit="天",
            source=_SOURCE, advice=_ADVICE[row.state],
        ))  # fmt: skip
    return verdicts
