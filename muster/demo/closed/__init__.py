"""Sources of the demonstration reports, one file a report."""
