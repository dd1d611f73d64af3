"""Registers that the people who keep them define: forms written as spreadsheets, filled in anywhere, kept for years."""
