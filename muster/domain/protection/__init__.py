"""Rules of data protection: how long records are kept and when somebody looks again, deadlines, spellings of a name."""
