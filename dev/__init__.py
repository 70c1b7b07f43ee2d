"""Setting a machine up, running the service on it, and checking it. The service never imports this."""
