"""Stories told in a browser, from one person to the next."""
