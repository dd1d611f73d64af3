"""The report as files, all of them from one content tree."""
