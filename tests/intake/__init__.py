"""Ordinary sheets into an office."""
