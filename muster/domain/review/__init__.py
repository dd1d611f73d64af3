"""What an officer may do to a draft, as plain functions: read chosen words, correct, merge, split, compare."""
