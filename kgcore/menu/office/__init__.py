"""The edge: problems from the registers, posted menus, many kitchens."""
