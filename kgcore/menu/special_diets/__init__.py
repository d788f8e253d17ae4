"""Special-diet menus: what a class gets instead of a dish that one of its children must not eat."""
