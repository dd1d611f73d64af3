"""Keeping Muster running: backups, health, figures and logs."""
