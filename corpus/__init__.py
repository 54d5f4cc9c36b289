"""What ratslese holds: types, errors, the archive, the registry of Kreise and the taxonomies. Imports nothing of ours."""
