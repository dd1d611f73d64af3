"""Everything that changes what is released, and how many people live where."""
