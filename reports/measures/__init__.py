"""The figures of a return: one function each, with its definition written beside it."""
