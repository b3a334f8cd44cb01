"""The book on paper: its pages joined into one document, with contents and a key at the end."""
