"""From the archive to answers: index engines, comparison, exports."""
