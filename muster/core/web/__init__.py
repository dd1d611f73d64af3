"""What every answer of the site carries, and files that people take away."""
