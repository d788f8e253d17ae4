"""Menus that keep the fee although prices and numbers of children vary."""
