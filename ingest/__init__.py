"""From outside into the archive: folder import and reading files into pages."""
