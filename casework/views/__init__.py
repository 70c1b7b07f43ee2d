"""The pages of casework, a module for each kind."""
