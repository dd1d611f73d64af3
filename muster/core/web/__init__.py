"""What every answer of the site carries, files that people take away, numbers that they type."""
