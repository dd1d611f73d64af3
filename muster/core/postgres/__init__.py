"""Muster's database backend: Django's for PostgreSQL, with an identity (`base`)."""

ROW_SECURITY = "ROW_SECURITY"  # a key of the settings: False for the owner of the tables, who stands above it
