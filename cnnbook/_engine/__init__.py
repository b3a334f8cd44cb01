"""The one door to speed: sizes, windows, blocks. It cuts work up, and adds nothing to it."""
