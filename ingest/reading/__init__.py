"""Reading one file into pages: text, words with boxes, tables, tick boxes. Knows nothing of the archive."""
