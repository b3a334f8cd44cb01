"""Frames that glide, the path from a window to what is made of it, and the loupe under a finger."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import ChainExplorer, ChannelExplorer, ConvolutionExplorer, PoolingExplorer

IMAGE = np.arange(81.0).reshape(9, 9)

# What the path crosses: the middle of a cell where its number stands, or words.
CROSSED = """() => {
  const path = document.querySelector(".cb-line");
  const box = document.querySelector(".cb-lines").getBoundingClientRect();
  const inside = (r, x, y, edge = 1) =>
    x > r.left + edge && x < r.right - edge && y > r.top + edge && y < r.bottom - edge;
  const words = [...document.querySelectorAll(".cnnbook *")]
    .filter((e) => e.checkVisibility() && !e.closest(".cb-hidden, svg, [role=row].cb-hidden"))
    .flatMap((e) => [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE && n.data.trim()))
    .flatMap((text) => {
      const range = document.createRange();
      range.selectNodeContents(text);
      return [...range.getClientRects()].map((rect) => ({ name: text.data, rect }));
    });
  const cells = [...document.querySelectorAll("[role=grid] > canvas")].flatMap((canvas) => {
    const grid = canvas.parentElement;
    const [rows, columns] = ["row", "col"].map((k) => Number(grid.getAttribute(`aria-${k}count`)));
    const all = canvas.getBoundingClientRect();
    const [w, h] = [all.width / columns, all.height / rows];
    return Array.from({ length: rows * columns }, (_, i) => {
      const [left, top] = [all.left + (i % columns) * w, all.top + Math.floor(i / columns) * h];
      const [right, bottom] = [left + 0.8 * w, top + 0.8 * h];
      const rect = { left: left + w / 5, right, top: top + h / 5, bottom };
      return { name: `${grid.ariaLabel}, cell ${i}`, rect };
    });
  });
  const crossed = new Set();
  for (let s = 0; s <= path.getTotalLength(); s += 1.5) {
    const { x, y } = path.getPointAtLength(s);
    for (const { name, rect } of [...words, ...cells])
      if (inside(rect, x + box.left, y + box.top)) crossed.add(name);
  }
  return [...crossed];
}"""
EXAMPLES = {
    "convolution": lambda: ConvolutionExplorer(IMAGE, "sobel_x", padding=1),
    "a large kernel": lambda: ConvolutionExplorer(IMAGE, np.ones((7, 7)), padding=3),
    "strides": lambda: ConvolutionExplorer(IMAGE, "box", stride=2, dilation=2, padding=1),
    "pooling": lambda: PoolingExplorer(IMAGE, kernel_size=3),
    "channels": lambda: ChannelExplorer(np.stack([IMAGE] * 3), np.ones((2, 3, 3, 3))),
    "chain": lambda: ChainExplorer(IMAGE),
}
SHAPES = {"channels": 3, "chain": 2}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("width", [340, 375, 900, 1200])
def test_the_path_is_one_shape_a_map_and_crosses_no_number(shown, name, width):
    mounted = shown(EXAMPLES[name](), width=width, reduced_motion="reduce")
    mounted.set(show_numbers=width > 500 or name != "pooling")  # with numbers, pictures are stacked
    rows, columns = mounted.maps[0].shape
    shapes = (
        SHAPES.get(name, 1) if width > 500 or name != "chain" else 1
    )  # its maps stand below the words
    for row, column in [(0, 0), (rows // 2, columns // 2), (rows - 1, columns - 1)]:
        mounted.set(row=row, column=column)
        path = mounted.page.locator(".cb-line").get_attribute("d")
        assert path.count("M") == path.count("Z") == shapes
        assert mounted.page.evaluate(CROSSED) == [], (row, column)


# How far the first grid's frame has come, of all its way, half a glide after it set out.
HALF_WAY = """async (to) => {
  const frame = document.querySelector(".cb-frames span");
  const place = () => frame.getBoundingClientRect().left;
  const from = place();
  window.model.set("column", to);
  await new Promise(queueMicrotask);
  place(); // the styles are there, and the way begins
  const ways = frame.getAnimations();
  const path = document.querySelector(".cb-line").getAnimations();
  for (const way of [...ways, ...path]) { way.pause(); way.currentTime = 40; }
  const half = place();
  for (const way of [...ways, ...path]) way.finish();
  return { ways: ways.length, path: path.length, share: (half - from) / (place() - from) };
}"""


def test_the_window_glides_and_its_path_with_it(shown):
    mounted = shown(EXAMPLES["convolution"]())
    went = mounted.page.evaluate(HALF_WAY, 4)
    assert went["ways"] == went["path"] == 1
    assert 0.2 < went["share"] < 0.9


def test_nothing_glides_for_who_wants_no_motion(shown):
    mounted = shown(EXAMPLES["convolution"](), reduced_motion="reduce")
    went = mounted.page.evaluate(HALF_WAY, 4)
    assert (went["ways"], went["path"], went["share"]) == (0, 0, 1)


# ---- the loupe -----------------------------------------------------------------------------


class Finger:
    """A finger on a page."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)

    def put(self, x, y):
        """Put it down."""
        self.send("touchStart", [{"x": x, "y": y}])

    def lift(self):
        """Take it away."""
        self.send("touchEnd", [])

    def send(self, kind, points):
        """Send one event."""
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def distance(seen, x, y):
    """How far a place is from a box, along the axis where it is farther."""
    across = max(seen["x"] - x, x - seen["x"] - seen["width"])
    return max(across, seen["y"] - y, y - seen["y"] - seen["height"])


@pytest.mark.parametrize("room", [300, 0])
@pytest.mark.parametrize("width", [375, 320])
def test_a_loupe_stands_beside_the_finger_and_never_under_it(shown, width, room):
    """With room above the grid, and where the grid is at the top of the screen."""
    mounted = shown(ConvolutionExplorer(IMAGE), width=width, has_touch=True, is_mobile=True)
    page, finger = mounted.page, Finger(mounted.page)
    page.evaluate("(room) => { document.body.style.paddingTop = `${room}px`; }", room)
    box = page.locator("canvas").first.bounding_box()
    lens = page.locator(".cb-loupe")
    for row, column in [(0, 0), (4, 4), (8, 8), (0, 8), (8, 0)]:
        x = box["x"] + (column + 0.5) * box["width"] / 9
        y = box["y"] + (row + 0.5) * box["height"] / 9
        finger.put(x, y)
        lens.wait_for()
        seen = lens.bounding_box()
        assert seen["x"] >= 0
        assert seen["x"] + seen["width"] <= width
        assert mounted.overflow <= 0
        assert distance(seen, x, y) >= 30, "the finger lies on it"
        assert seen["width"] <= 160
        finger.lift()
        lens.wait_for(state="hidden")


def test_the_loupe_shows_the_values_around_the_finger(shown):
    mounted = shown(EXAMPLES["convolution"](), has_touch=True, width=375)
    page = mounted.page
    page.evaluate(
        """() => {
          window.words = [];
          const plain = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
            if (this.canvas.className === "cb-loupe") window.words.push(text);
            return plain.call(this, text, ...place);
          };
        }"""
    )
    output = page.get_by_role("grid", name="Output").locator("canvas")
    box = output.bounding_box()
    x, y = (box[k] + 4.5 * box[side] / 9 for k, side in (("x", "width"), ("y", "height")))
    finger = Finger(page)
    finger.put(x, y)
    page.locator(".cb-loupe").wait_for()
    around = mounted.output[3:6, 2:7].ravel().tolist()
    assert page.evaluate("words.map((text) => Number(text.replace('−', '-')))") == around
    finger.lift()
