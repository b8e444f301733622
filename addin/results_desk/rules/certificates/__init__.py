"""Certificates: expected, held back, issued, reminded of."""
