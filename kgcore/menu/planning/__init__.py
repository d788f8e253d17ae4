"""The search for a menu: weeks, days, portions."""
