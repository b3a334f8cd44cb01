"""Set-up of the unit tests: the same drawn examples on every machine, and no deadline."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "book",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("book")
