"""Index engines behind one interface; one module each."""
