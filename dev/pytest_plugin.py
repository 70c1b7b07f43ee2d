"""What every test run needs before Django is set up, and how a run ends. Loaded by pytest for this project."""
