"""Answers as cells of a table, out and in: a sheet for records, one for each repeat, as ODK and Kobo have them."""
