"""Pages of review, one module a page."""
