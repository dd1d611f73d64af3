"""Who gets at matrices that were published."""

from muster.core.row_security import reference

RULES = {"matrix_publishedmatrix": reference("matrix", "publish")}
