"""What a menu is planned from: dishes, foods, prices, places, settings and the days already fixed."""
