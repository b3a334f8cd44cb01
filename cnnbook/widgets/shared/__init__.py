"""The Python side that all widgets share."""
