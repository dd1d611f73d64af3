"""Writes of publishing: each asks for the right first, checks the version that was seen, keeps history."""
