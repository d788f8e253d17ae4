"""MenuPlan: a menu with what it holds, costs and needs."""
