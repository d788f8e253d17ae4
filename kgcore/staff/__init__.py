"""Staff: roster and ratios, training, scorecards of the three posts, mentoring, meetings, the kitchens' six T."""
