"""Sources of the demonstration reports that few may read, one file a report."""
