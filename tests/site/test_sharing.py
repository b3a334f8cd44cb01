"""A link to a widget's state: what it carries, what is taken from it, what is refused."""

import base64
import json

import pytest

from .pages import LESSONS
from .rooms import ROOMS, kind
from .states import fragment, names

PAGE = "book/03_convolution.html"
EXPLORER = "ConvolutionExplorer-3"


def explorer_of(page):
    """A ConvolutionExplorer with nearly all its controls."""
    return page.locator(f"[data-widget={EXPLORER}]")


def test_a_copied_link_restores_what_the_reader_changed(open_page):
    page = open_page(PAGE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer = explorer_of(page)
    explorer.get_by_label("Stride", exact=True).fill("3")
    explorer.get_by_label("Padding mode").select_option("reflect")
    explorer.get_by_role("button", name="Copy link").click()
    explorer.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    packed = link.split("#state=")[1]
    carried = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))["state"]
    assert carried == {"padding_mode": "reflect", "stride": 3}

    again = explorer_of(open_page(PAGE, anchor="#" + link.split("#")[1]))
    assert again.get_by_label("Stride", exact=True).input_value() == "3"
    assert again.get_by_label("Padding mode").input_value() == "reflect"


def test_the_printed_call_is_copied_and_the_page_says_so(open_page):
    page = open_page(PAGE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer = explorer_of(page)
    explorer.get_by_role("button", name="Copy", exact=True).press("Enter")
    explorer.get_by_role("status").filter(has_text="Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == (
        explorer.locator(".cb-code-text").text_content()
    )


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"stride": 0}, "stride must be a whole number from 1 to 28"),
        ({"stride": "2"}, "stride must be number, not string"),
        ({"stride": 1.5}, "stride must be a whole number from 1 to 28"),
        ({"padding_mode": "mirror"}, "padding_mode must be one of constant, reflect"),
        ({"kernel": [[1, 2], [3]]}, "kernel must be a grid of at most 9 × 9 numbers"),
        ({"kernel": [[1, "<b>"]]}, "must be number, not string"),
        ({"kernel": [[1] * 40] * 40}, "kernel must be a grid of at most 9 × 9 numbers"),
        ({"dilation": 14, "padding": 0}, "does not fit into the padded image"),
        ({"controls": []}, "a link cannot set “controls”"),
        ({"_esm": "x"}, "there is no “_esm” to set"),
        ({"nonsense": 1}, "there is no “nonsense” to set"),
    ],
)
def test_a_link_with_a_state_that_cannot_be_is_refused_in_words(open_page, state, reason):
    broken = open_page(PAGE, anchor=fragment(EXPLORER, {"padding": 2, **state}))
    said = broken.get_by_role("alert").filter(has_text="The link's state was not taken")
    assert reason in said.first.text_content()
    field = explorer_of(broken).get_by_label("Padding", exact=True)
    assert field.input_value() == "1"  # whole or not at all


def test_every_kind_of_explorer_gives_links(open_page):
    kinds = set()
    for lesson in LESSONS:
        page = open_page(lesson)
        explorers = [key for key in names(page) if not key.startswith("Question")]
        assert page.get_by_role("button", name="Copy link").count() == len(explorers)
        kinds |= {key.split("-")[0] for key in explorers}
    # Of these test_layout follows the links.
    assert kinds == {kind(room).__name__ for room in ROOMS if kind(room)._linkable}
