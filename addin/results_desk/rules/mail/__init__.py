"""Who is written to, about what."""
