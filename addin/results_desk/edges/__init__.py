"""The borders of the house: one module for each thing outside, each of which decides nothing."""
