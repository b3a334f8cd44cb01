"""The one door to every job: ``python3 -m scripts JOB``, on Linux, macOS and Windows.

Any Python can read this file, so that one which is too old says so in a line.
"""

import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    words = "This book needs Python {0[0]}.{0[1]} or newer; {1} is {2[0]}.{2[1]}. "
    words += "Run it by another one, such as: python3.12 -m scripts book"
    sys.exit(words.format(OLDEST, sys.executable, sys.version_info))

from scripts.door import main  # noqa: E402

if __name__ == "__main__":
    main()
