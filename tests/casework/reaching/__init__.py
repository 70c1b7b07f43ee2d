"""Whether anything ever reaches her by a way that was not safe at that moment."""
