"""The report as plain data: its content tree, its words, its states and what blocks them."""
