"""Code lists and places that the field gives us, as data."""
