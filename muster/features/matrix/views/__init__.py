"""Pages of the matrix."""
