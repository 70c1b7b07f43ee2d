"""Whether a woman was known to police again, a year on: asking, recording, counting."""
