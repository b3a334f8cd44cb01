"""Where a lesson has moved, old addresses lead to it, with the states that links carry."""

import pytest
import yaml

from .pages import ROOT, toc_pages
from .states import fragment

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
MOVED = CONFIG["redirects"]


@pytest.mark.parametrize("old", MOVED)
def test_an_old_address_leads_to_a_lesson_of_the_book(old, site, open_page):
    new = f"{old.rpartition('/')[0]}/{MOVED[old]}"
    assert new in toc_pages()
    page = open_page(f"{old}.html", over="file")
    page.wait_for_url(f"**/{new}")


def test_a_link_to_a_widgets_state_goes_on_working(open_page):
    state = fragment("TrainingExplorer-1", {"epochs": 2})
    page = open_page("book/08_learning.html", anchor=state)
    field = page.get_by_label("Epochs", exact=True).first
    field.wait_for()
    assert field.input_value() == "2"


HAS = """(channel) => [...window.cnnbookHost?.models.values() ?? []]
  .some((model) => model.key === "NetworkExplorer-1" && model.get("channel") === channel)"""


@pytest.mark.parametrize("lesson", ["08_learning", "10_training", "09_backwards", "11_trust"])
def test_a_link_to_a_renamed_widget_leads_to_where_it_is_now(open_page, lesson):
    state = fragment("DigitClassifier-1", {"layer": 3, "channel": 5})
    page = open_page(f"book/{lesson}.html", anchor=state)
    page.wait_for_function(HAS, arg=5)
    assert page.locator(".cnnbook-trouble").count() == 0


def test_a_renamed_widget_that_is_nowhere_is_missed_and_not_looked_for_again(open_page):
    page = open_page("book/11_trust.html", anchor=fragment("DigitClassifier-7", {"channel": 5}))
    page.get_by_text("this page has no widget NetworkExplorer-7").wait_for()


def test_without_scripts_the_page_says_where_to_go(open_page):
    page = open_page("book/08_learning.html", javascript=False)
    page.wait_for_url("**/book/10_training.html")
