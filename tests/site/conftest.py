"""The rendered book, served on this machine alone, in a browser that may ask nobody else.

Every page opens in a fresh context. A console error or warning, a page error, a failed request, or
a request to anybody but this machine fails the test that opened the page, without exceptions.
"""

import contextlib
import os
import time
from pathlib import Path

import pytest

from scripts.browser import READY, served
from scripts.build import HTML, build, is_fresh

LOCAL = ("file:", "blob:", "data:", "about:")
CONTROLS = Path(__file__).with_name("controls.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The folder of the built book, built anew when anything has changed; or CNNBOOK_SITE."""
    if given := os.environ.get("CNNBOOK_SITE"):
        return Path(given)
    own = tmp_path_factory.getbasetemp()
    with first_of_all(own if worker_id == "master" else own.parent) as first:
        if first and not is_fresh():
            try:
                build(quiet=True)
            except SystemExit as failure:
                pytest.fail(f"{failure} (run `make book`)", pytrace=False)
    return HTML


@contextlib.contextmanager
def first_of_all(shared):
    """Tell whether this worker is the first here; let the others wait until the first is done."""
    done = shared / "the-site-is-built"
    try:
        (shared / "a-worker-builds").touch(exist_ok=False)
    except FileExistsError:
        while not done.exists():
            time.sleep(0.2)
        yield False
        return
    try:
        yield True
    finally:
        done.touch()


@pytest.fixture(scope="session")
def address(site):
    """Where the book is served over http, for as long as the tests run."""
    with served(site) as running:
        yield running


def watch(page, origin):
    """Collect whatever goes wrong on a page."""
    problems = []

    def requested(request):
        if not request.url.startswith((*LOCAL, f"{origin}/")):
            problems.append(f"asked for {request.url}")

    def logged(message):
        if message.type in ("error", "warning"):
            problems.append(f"console {message.type}: {message.text}")

    page.on("request", requested)
    page.on("console", logged)
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    page.on("requestfailed", lambda request: problems.append(f"not loaded: {request.url}"))
    page.on(
        "response",
        lambda r: problems.append(f"{r.status} for {r.url}") if r.status >= 400 else None,
    )
    return problems


def opener(browser, request, opened):
    """Return the function that opens pages and keeps what goes wrong on each in `opened`."""

    def open_(
        path,
        *,
        width=1280,
        scheme="light",
        over="http",
        javascript=True,
        anchor="",
        formulas=False,
        before="",
    ):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
        )
        context.add_init_script(before)
        path = Path(path)
        if path.is_absolute():
            origin, url = "file://", path.as_uri()
        elif over == "file":
            origin, url = "file://", (request.getfixturevalue("site") / path).as_uri()
        else:
            origin = request.getfixturevalue("address")
            url = f"{origin}/{path.as_posix()}"
        context.route(lambda asked: not asked.startswith((*LOCAL, origin)), lambda r: r.abort())
        page = context.new_page()
        opened.append((context, watch(page, origin)))
        page.goto(url + anchor)
        if javascript:
            page.wait_for_function(READY)
        if formulas:
            page.evaluate("window.cnnbookFormulas")
        return page

    return open_


def close_all(opened):
    """Close pages, on which nothing may have gone wrong."""
    found = [problem for _, problems in opened for problem in problems]
    for context, _ in opened:
        context.close()  # breaks off what is still asked for, which is no fault of the page
    assert found == []


@pytest.fixture
def open_page(browser, request):
    """Open a page and wait for its widgets: ``open_page("book/intro.html", width=375)``.

    The path is relative to the site, or an absolute path of a page that the test has written.
    Options: ``width``, ``scheme`` (light or dark), ``over`` (http or file), ``javascript``,
    ``anchor``, ``before`` (a script that runs first), and ``formulas`` to wait until these are
    typeset as well.
    """
    opened = []
    yield opener(browser, request, opened)
    close_all(opened)


@pytest.fixture(scope="module")
def looked_at(browser, request):
    """A page of the book, `request.param`, that the tests of a file only look at."""
    opened = []
    yield opener(browser, request, opened)(request.param, formulas=True)
    close_all(opened)


@pytest.fixture
def shown(browser, request):
    """Mount a widget on a page of its own, the test file's first example unless one is given."""
    mount = pytest.importorskip("tests.site.mount").mount
    pages = []

    def show(widget=None, **options):
        first, *_ = getattr(request.module, "EXAMPLES", {"": None}).values()
        pages.append(mount(browser, widget or first(), **options))
        return pages[-1]

    yield show
    for mounted in pages:
        mounted.close()


@pytest.fixture(scope="module")
def opened_example(request, browser):
    """One widget that the tests of a file share: `request.param` makes it."""
    mounted = pytest.importorskip("tests.site.mount").mount(
        browser, request.param(), has_touch=True
    )
    mounted.page.evaluate(CONTROLS)
    yield mounted
    mounted.page.context.close()


@pytest.fixture
def used(opened_example):
    """The shared widget in its first state, with the helpers of controls.js."""
    opened_example.page.evaluate("controls.startAgain()")
    yield opened_example
    assert opened_example.problems == []
