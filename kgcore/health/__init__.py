"""Health care: growth, special children, infectious disease, early warning, disinfection, observation, attendance."""
