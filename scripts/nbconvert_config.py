"""For ``nbconvert --config scripts/nbconvert_config.py``: lessons as `scripts/slides.py` says."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

c = get_config()  # noqa: F821  # given by nbconvert
c.HTMLExporter.preprocessors = ["scripts.slides.Stills"]
c.SlidesExporter.preprocessors = ["scripts.slides.Stills", "scripts.slides.Slides"]
c.SlidesExporter.reveal_scroll = True
