"""What each concern shows of a record on its page: `part(viewer, record, definition)`, the context of its template."""
