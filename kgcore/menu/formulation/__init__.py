"""The rules as linear models: dishes by week, days, portions; and a menu held against the same rules."""
