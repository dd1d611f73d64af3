"""Rules of the audit trail: what is a reason, and what in a trail is unusual."""
