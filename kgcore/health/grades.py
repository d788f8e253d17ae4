"""Grades of growth and haemoglobin, as the prescribed tables `growth_grades` and `anaemia` write them."""

from __future__ import annotations

NORMAL = "正常"
SEVERELY_THIN, THIN, OVERWEIGHT, OBESE, SEVERELY_OBESE = "重度消瘦", "消瘦", "超重", "肥胖", "重度肥胖"
NOT_OBESE, MILDLY_OBESE, MODERATELY_OBESE = "非肥胖", "轻度肥胖", "中度肥胖"

Z_GRADES = (SEVERELY_THIN, THIN, NORMAL, OVERWEIGHT, OBESE, SEVERELY_OBESE)
"""By z-score of weight for height or BMI for age, lightest first."""
DEGREES = (NOT_OBESE, MILDLY_OBESE, MODERATELY_OBESE, SEVERELY_OBESE)
"""By fraction over the median weight for height: 20, 30, 50 %."""
ANAEMIA_GRADES = (NORMAL, "轻度贫血", "中度贫血", "重度贫血", "极重度贫血")
