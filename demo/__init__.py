"""Made-up people, whose stories are lived through by the real actions. Never part of production."""
