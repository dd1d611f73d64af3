"""How activities are counted: events, shares, periods, the matrix, and matrices that were published earlier."""
