"""Small servers that behave as the vendors' real systems do, with pages of our own in the true markup. `replica.py` is what all share."""
