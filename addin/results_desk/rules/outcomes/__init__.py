"""What reviews and appeals change."""
