"""Pages of the audit: how the trail stands, what it says, why somebody looks, what was given outside."""
