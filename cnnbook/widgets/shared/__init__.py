"""Python shared by all widgets."""
