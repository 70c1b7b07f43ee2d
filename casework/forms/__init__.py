"""The questions of the case pages, a module for each kind of work."""
