"""What candidates and departments pay, and what awarding bodies charge."""
