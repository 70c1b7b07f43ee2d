"""What people are asked about workshops."""
