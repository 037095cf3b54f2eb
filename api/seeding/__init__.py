"""The demonstration restaurant: menu, recipes, people, opening stock and weeks of past trade."""
