"""The demonstration mission: its reports, structures and figures, all invented."""
