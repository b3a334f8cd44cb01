"""A reader's own picture, and the photograph that explorers offer beside it."""

from __future__ import annotations

import base64
from functools import cache
from typing import ClassVar

import traitlets

from cnnbook import pictures

from .image import ImageExplorer
from .printing import array

FILE = "picture.npy"  # what a reader's own picture is called, which the page offers as a file


@cache
def photograph(*, colour: bool = False) -> str:
    """Return `cnnbook.pictures.portrait` as text: 96 × 96 bytes, row by row, in base64.

    Examples
    --------
    >>> len(base64.b64decode(photograph())) == 96 * 96
    True
    >>> len(base64.b64decode(photograph(colour=True))) == 3 * 48 * 48
    True
    """
    picture = pictures.portrait(colour=colour)
    if colour:  # as small as it is shown
        picture = pictures.shrink(picture, 48)
    return base64.b64encode(picture.tobytes()).decode("ascii")


class OwnPicture(ImageExplorer):
    """An explorer whose image a reader can replace by a picture of their own.

    If it has a list `controls`, "picture" in it offers that.
    """

    _known = ("image_code", "image_file")
    _colour: ClassVar[bool] = False  # whether pictures have three channels
    _scaled: ClassVar[str] = ""  # what makes the explorer's numbers of those from 0 to 255

    image_file = traitlets.Enum(("", FILE), "").tag(sync=True)
    photograph = traitlets.Unicode(read_only=True).tag(sync=True)

    @traitlets.default("photograph")
    def _photograph(self) -> str:
        offered = "picture" in getattr(self, "controls", ["picture"])
        return photograph(colour=self._colour) if offered else ""

    @property
    def _image_expression(self) -> str:
        """The Python expression of the image, for the printed call."""
        if self.image_file:
            return f'np.load("{self.image_file}"){self._scaled}'
        return self.image_code or array(self.image)
