"""The page-side host of the widgets, on pages that these tests write themselves."""

import base64
import json
import shutil

import pytest

from .pages import ROOT

SITE = ROOT / "book" / "_ext" / "cnnbook_site"
HOST, STYLE = SITE / "widgets/widget_host.js", SITE / "theme/book.css"
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page of widgets</title>
<link rel="stylesheet" href="book.css"><script defer src="widget_host.js"></script></head>
<body><article>{places}</article>{stored}</body></html>"""

COUNTER = """
export default {
  initialize({ model }) { window.initialised = (window.initialised ?? 0) + 1; },
  render({ model, el, signal }) {
    const button = document.createElement("button");
    const show = () => {
      button.textContent = `count ${model.get("count")}`;
      window.drawn = (window.drawn ?? 0) + 1;
    };
    const add = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
    button.addEventListener("click", add);
    model.on("change:count", show);
    signal.addEventListener("abort", () => { window.aborted = true; });
    show();
    el.append(button);
    return () => { model.off("change:count", show); window.cleaned = true; };
  },
  refuse: ({ state }) => (state.count > 100 ? "a count is at most 100" : null),
};
"""


def counter(**state):
    """A counter's stored state."""
    values = {"count": 3, "names": ["a"], "grid": [[1]]}
    module = {"_esm": COUNTER, "_anywidget_id": "toys.Counter"}
    return {"model_name": "AnyModel", "state": {**module, **values, **state}}


def script(kind, text):
    """A data script of the page."""
    return f'<script type="{kind}">{text}</script>'


@pytest.fixture
def show(tmp_path, open_page):
    """Write a page with these models and views of them, and open it."""

    def show_(models, views=None, *, state=None, anchor=""):
        places = "".join(
            f'<div class="cnnbook-widget"><figure class="cnnbook-still">still {view}</figure>'
            f"{script(VIEW, json.dumps({'model_id': view}))}</div>"
            for view in (views or models)
        )
        stored = script(STATE, state or json.dumps({"version_major": 2, "state": models}))
        path = tmp_path / "page.html"
        path.write_text(PAGE.format(places=places, stored=stored), encoding="utf-8")
        for file in (HOST, STYLE):
            shutil.copy(file, tmp_path)
        return open_page(path, anchor=anchor)

    return show_


def troubles(page):
    """What the page says went wrong."""
    return page.get_by_role("alert").all_text_contents()


def link(target, state):
    """The part of an address that carries a state."""
    text = json.dumps({"id": target, "state": state}).encode()
    return f"#state={base64.urlsafe_b64encode(text).decode().rstrip('=')}"


def test_a_widget_takes_the_place_of_its_picture(show):
    page = show({"a": counter()})
    page.get_by_role("button").click()
    assert page.get_by_role("button").text_content() == "count 4"
    assert not page.get_by_text("still a").is_visible()
    assert page.evaluate("window.cnnbookHost.models.get('a').get('count')") == 4
    assert page.locator(".cnnbook-widget").get_attribute("data-mounted") == "live"


def test_two_views_of_one_model_stay_in_step(show):
    page = show({"a": counter()}, ["a", "a"])
    page.get_by_role("button").nth(1).click()
    assert page.get_by_role("button").all_text_contents() == ["count 4", "count 4"]
    assert page.evaluate("window.initialised") == 1


def test_two_models_are_apart(show):
    page = show({"a": counter(), "b": counter(count=8)})
    page.get_by_role("button").first.click()
    assert page.get_by_role("button").all_text_contents() == ["count 4", "count 8"]
    keys = page.evaluate("[...window.cnnbookHost.models.values()].map((model) => model.key)")
    assert keys == ["Counter-1", "Counter-2"]


def test_a_style_is_added_once(show):
    models = {name: counter(_css="button { color: rgb(1, 2, 3) }") for name in "ab"}
    page = show(models)
    assert page.locator("style[data-widget]").count() == 1
    colour = "getComputedStyle(document.querySelector('button')).color"
    assert page.evaluate(colour) == "rgb(1, 2, 3)"


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (counter(_esm="export default {"), "Unexpected"),
        (counter(_esm="export default {}"), "no render function"),
        (counter(_esm="export default { render() { throw Error('no canvas') } }"), "no canvas"),
        (counter(_esm="export default { initialize() { throw Error('no') }, render() {} }"), "no"),
        (counter(_esm="export default async () => { throw Error('no maker') }"), "no maker"),
        (counter(_esm="throw Error('no module')"), "no module"),
        (counter(_esm={"shared": ["text-9"]}), "_esm is missing"),
        ({**counter(), "buffers": [{"path": ["far", "away"], "data": "AA=="}]}, "could not start"),
        ({**counter(), "buffers": [{"path": ["data"], "data": "é"}]}, "could not start"),
        ({"model_name": "IntSliderModel", "state": {"value": 3}}, "needs a running notebook"),
        ({"model_name": "AnyModel"}, "needs a running notebook"),
    ],
)
def test_a_broken_widget_says_so_in_its_place_and_the_others_live(show, broken, words):
    page = show({"a": broken, "b": counter()})
    (said,) = troubles(page)
    assert words in said
    place = page.locator(".cnnbook-widget").first
    assert place.get_attribute("data-mounted") == "failed"
    assert place.get_by_role("alert").is_visible()
    assert page.get_by_text("still a").is_visible()
    page.get_by_role("button").click()
    assert page.get_by_role("button").text_content() == "count 4"


def test_a_view_without_a_state_says_so(show):
    page = show({"b": counter()}, ["lost", "b"])
    assert "no state" in troubles(page)[0]
    assert page.get_by_role("button").count() == 1


def test_a_damaged_state_says_so(show):
    page = show({}, ["a"], state='{"state": {"a": ')
    assert "damaged" in troubles(page)[0]
    assert page.get_by_text("still a").is_visible()


def test_binary_traits_arrive_as_views_on_their_bytes(show):
    esm = """export default { render({ model, el }) {
      el.textContent = `${model.get("data") instanceof DataView} ${model.get("data").getUint8(1)}`;
    } }"""
    entry = counter(_esm=esm)
    data = base64.b64encode(bytes([7, 9])).decode()
    entry["buffers"] = [{"encoding": "base64", "path": ["data"], "data": data}]
    assert show({"a": entry}).locator(".cnnbook-live").text_content() == "true 9"


def test_texts_that_widgets_share_stand_once(show):
    entry = counter(_esm={"shared": ["text-2", "text-1"]})
    shared = {"text-1": COUNTER, "text-2": "const used = 1;"}
    stored = json.dumps({"state": {"a": entry}, "shared": shared})
    page = show({"a": entry}, state=stored)
    assert page.get_by_role("button").text_content() == "count 3"


def test_unmounting_ends_the_view(show):
    page = show({"a": counter()})
    page.evaluate("window.cnnbookHost.unmount(document.querySelector('.cnnbook-widget'))")
    assert page.evaluate("[window.cleaned, window.aborted]") == [True, True]
    assert page.get_by_role("button").count() == 0
    assert page.get_by_text("still a").is_visible()
    page.evaluate("window.cnnbookHost.mount(document.querySelector('.cnnbook-widget'))")
    page.get_by_role("button").click()
    assert page.get_by_role("button").text_content() == "count 4"


def test_views_come_and_go_and_leave_nothing(show):
    page = show({"a": counter()}, ["a", "a"])
    page.evaluate(
        """async () => {
          const [place] = document.querySelectorAll(".cnnbook-widget");
          const { mount, unmount } = window.cnnbookHost;
          for (let i = 0; i < 20; i++) {
            const mounting = mount(place);
            if (i % 2) unmount(place); // before the view is there
            await mounting;
            if (i % 3 === 0) unmount(place);
          }
          await mount(place);
          await mount(place); // once more than needed
          window.drawn = 0;
        }"""
    )
    assert page.locator(".cnnbook-live").count() == page.get_by_role("button").count() == 2
    page.get_by_role("button").first.click()
    assert page.get_by_role("button").all_text_contents() == ["count 4", "count 4"]
    assert page.evaluate("window.drawn") == 2
    assert page.evaluate("window.initialised") == 1


def test_a_view_that_breaks_off_takes_its_listeners_with_it(show):
    esm = """export default { render({ model, el, signal }) {
      const late = () => { throw new Error("this view is not there"); };
      model.on("change:count", late);
      addEventListener("click", late, { signal });
      el.append("half a view");
      throw new Error("no canvas");
    } }"""
    page = show({"a": counter(_esm=esm), "b": counter()})
    assert "no canvas" in troubles(page)[0]
    assert page.get_by_text("half a view").count() == 0
    page.evaluate("window.cnnbookHost.models.get('a').set('count', 9)")
    page.get_by_role("button").click()
    assert page.get_by_role("button").text_content() == "count 4"


def test_one_view_of_a_model_breaks_and_the_other_lives(show):
    second = "window.views = (window.views ?? 0) + 1; if (window.views > 1) throw Error('again');"
    esm = COUNTER.replace("el.append(button);", f"el.append(button); {second}")
    page = show({"a": counter(_esm=esm)}, ["a", "a"])
    assert "could not start: again" in troubles(page)[0]
    page.get_by_role("button").click()
    assert page.get_by_role("button").all_text_contents() == ["count 4"]
    assert page.evaluate("window.drawn") == 3  # once a view, and the change


def test_each_model_has_its_own_definition_when_a_module_makes_them(show):
    esm = """export default () => {
      let views = 0;
      return { render: ({ el }) => { views += 1; el.textContent = `view ${views}`; } };
    }"""
    page = show({"a": counter(_esm=esm), "b": counter(_esm=esm)}, ["a", "b", "a"])
    assert page.locator(".cnnbook-live").all_text_contents() == ["view 1", "view 1", "view 2"]


def test_the_model_tells_its_listeners_as_a_notebook_does(show):
    page = show({"a": counter()})
    heard = page.evaluate(
        """() => {
          const model = window.cnnbookHost.models.get("a");
          const heard = [];
          const note = (event) => () => heard.push(event);
          const names = note("names");
          model.on("change:names", names);
          model.on("change:count change:grid", note("count or grid"));
          model.on("change", note("any"));
          model.set("names", ["a"]);
          model.set({ names: ["b"], count: 5 });
          model.off("change:names", names);
          model.set("names", ["c"]);
          model.off();
          model.set("count", 6);
          return heard;
        }"""
    )
    assert heard == ["names", "count or grid", "any", "any"]


def test_a_link_restores_a_state(show):
    page = show({"a": counter(), "b": counter()}, anchor=link("Counter-2", {"count": 42}))
    assert page.get_by_role("button").all_text_contents() == ["count 3", "count 42"]
    assert troubles(page) == []


def test_a_widget_makes_a_link_that_restores_it(show):
    page = show({"a": counter()})
    page.get_by_role("button").click()
    address = page.evaluate("window.cnnbookHost.models.get('a').cnnbookLink(['count', 'names'])")
    other = show({"a": counter()}, anchor=f"#{address.split('#')[1]}")
    assert other.get_by_role("button").text_content() == "count 4"


def test_a_link_carries_every_alphabet(show):
    names = ["é", "日本", "🙂"]
    page = show({"a": counter(names=names)})
    address = page.evaluate("window.cnnbookHost.models.get('a').cnnbookLink(['names'])")
    other = show({"a": counter()}, anchor=f"#{address.split('#')[1]}")
    assert other.evaluate("window.cnnbookHost.models.get('a').get('names')") == names


def test_a_link_leads_to_its_widget(show):
    models = {f"m{k}": counter() for k in range(80)}
    page = show(models, anchor=link("Counter-80", {"count": 42}))
    last = page.locator(".cnnbook-widget").last
    assert last.get_by_role("button").text_content() == "count 42"
    box = last.bounding_box()
    assert 0 <= box["y"] < 900


@pytest.mark.parametrize(
    ("anchor", "words"),
    [
        (link("Counter-1", {"count": "many"}), "count must be number, not string"),
        (link("Counter-1", {"count": None}), "count must be number, not nothing"),
        (link("Counter-1", {"names": [1]}), "each entry of names must be string"),
        (link("Counter-1", {"names": ["b", 2]}), "each entry of names must be string"),
        (link("Counter-1", {"grid": [["x"]]}), "must be number"),
        (link("Counter-1", {"_esm": "alert(1)"}), "no “_esm”"),
        (link("Counter-1", {"colour": 1}), "no “colour”"),
        (link("Counter-1", {"count": 9, "constructor": 1}), "no “constructor”"),
        (link("Counter-1", {"count": 101}), "a count is at most 100"),
        (link("Counter-7", {"count": 1}), "no widget Counter-7"),
        (link(7, {"count": 1}), "names no widget"),
        ("#state=%%%", "damaged"),
        ("#state=" + "A" * 300_000, "too long"),
        ("#state=", "damaged"),
    ],
)
def test_a_link_with_nonsense_changes_nothing_and_says_why(show, anchor, words):
    page = show({"a": counter()}, anchor=anchor)
    (said,) = troubles(page)
    assert words in said
    assert page.get_by_role("button").text_content() == "count 3"


def test_following_a_second_link_replaces_what_the_first_one_said(show):
    page = show({"a": counter()}, anchor=link("Counter-1", {"count": "many"}))
    page.evaluate("(anchor) => { location.hash = anchor; }", link("Counter-1", {"count": 5}))
    page.wait_for_function("document.querySelector('button').textContent === 'count 5'")
    assert troubles(page) == []
