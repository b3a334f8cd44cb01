"""Side-by-side times of cnnbook, PyTorch, SciPy and the loop version."""
