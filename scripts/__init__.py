"""What the make targets run. ``python -m scripts`` is the one door, and lists the jobs."""
