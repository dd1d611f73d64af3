"""The engine of forms."""
