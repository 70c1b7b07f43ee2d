"""Everything that may be done on a case: a module for each thing it is done to."""
