"""Where matrices hold personal data: nowhere."""

IMPERSONAL = {"matrix_publishedmatrix": "counts by theme, and where they were printed"}
