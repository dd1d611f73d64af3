"""Pages of documents: the list with handing in, one document, its text."""
