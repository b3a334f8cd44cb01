"""What a site has beside its pages: front door, page for unknown addresses, icons, site map."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from PIL import Image, ImageColor, ImageDraw
from sphinx.application import Sphinx

ICON = Path(__file__).parent / "static" / "favicon.svg"
TOUCH_ICON = "_static/apple-touch-icon.png"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
Page = tuple[str, dict[str, Any], str]


def extra_pages(app: Sphinx) -> Iterator[Page]:
    """Return the front door, and what a server shows for an address that does not exist."""
    first = app.config.root_doc
    yield "index", {"first": app.builder.get_target_uri(first)}, "front.html"
    prefix = f"{urlsplit(app.config.html_baseurl).path.rstrip('/')}/"
    titles = app.env.titles
    places = [
        (prefix + app.builder.get_target_uri(name), titles[name].astext())
        for name in app.env.toctree_includes.get(first, ())
    ]
    yield "404", {"prefix": prefix, "places": places, "first": first}, "404.html"


def finish(app: Sphinx, error: Exception | None) -> None:
    """Write the icons, and the files for search engines if the site has an address."""
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    icon(180, ground="white").save(site / TOUCH_ICON)
    icon(48).save(site / "favicon.ico", sizes=[(side, side) for side in (16, 32, 48)])
    if base := app.config.html_baseurl.rstrip("/"):
        uris = [app.builder.get_target_uri(name) for name in sorted(app.env.found_docs)]
        site_map(f"{base}/{uri}" for uri in uris).write(
            site / "sitemap.xml", encoding="utf-8", xml_declaration=True
        )
        text = f"User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n"
        (site / "robots.txt").write_text(text, encoding="utf-8")


def site_map(addresses: Iterator[str]) -> ElementTree.ElementTree:
    """Return the list of all pages that search engines read (https://www.sitemaps.org)."""
    root = ElementTree.Element("urlset", xmlns=SITEMAP)
    for address in addresses:
        ElementTree.SubElement(ElementTree.SubElement(root, "url"), "loc").text = address
    return ElementTree.ElementTree(root)


def icon(side: int, ground: str | None = None) -> Image.Image:
    """Return the site's icon, which is made of rectangles, as a picture of this many pixels.

    Examples
    --------
    >>> icon(32).size, icon(32, "white").getpixel((0, 0))
    ((32, 32), (255, 255, 255, 255))
    """
    scale = 8  # drawn larger and shrunk: smooth corners
    drawing = ElementTree.parse(ICON).getroot()
    unit = scale * side / float(drawing.get("viewBox", "0 0 32 32").split()[2])
    whole = Image.new("RGBA", (scale * side,) * 2, ground or (0, 0, 0, 0))
    for colour, rectangle in _rectangles(drawing):
        layer = Image.new("RGBA", whole.size, (0, 0, 0, 0))
        x, y, width, height, radius = (
            unit * float(rectangle.get(name, 0)) for name in ("x", "y", "width", "height", "rx")
        )
        ImageDraw.Draw(layer).rounded_rectangle((x, y, x + width, y + height), radius, colour)
        whole = Image.alpha_composite(whole, layer)
    return whole.resize((side, side), Image.Resampling.LANCZOS)


def _rectangles(
    node: ElementTree.Element, fill: str = "black"
) -> Iterator[tuple[tuple[int, ...], ElementTree.Element]]:
    """Return each rectangle of a drawing with its colour, which a group may give."""
    fill = node.get("fill", fill)
    if node.tag.endswith("rect"):
        opacity = round(255 * float(node.get("opacity", 1)))
        yield (*ImageColor.getrgb(fill), opacity), node
    for child in node:
        yield from _rectangles(child, fill)


def setup(app: Sphinx) -> None:
    """Register the pages and the files."""
    app.connect("html-collect-pages", extra_pages)
    app.connect("build-finished", finish)
