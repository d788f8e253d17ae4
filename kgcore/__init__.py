"""kgcore: registers, nutrition, menus, meal money and reports of a kindergarten's logistics office."""
