"""The register as a table for spreadsheets: the same columns out and in, named in any of the languages."""
