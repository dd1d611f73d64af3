"""Records as tables for spreadsheets: in, with a look before anything is kept, and out."""
