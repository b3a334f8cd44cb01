"""The jobs behind the Makefile's commands."""
