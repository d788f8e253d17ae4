"""What the bench refuses before any planner is asked."""


class BenchError(ValueError):
    """What was asked cannot be done now; the message says in Chinese why and what would be right."""
