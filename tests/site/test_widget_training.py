"""TrainingExplorer in a real browser: what the page trains is what its printed program trains."""

import json
import re
from random import Random

import numpy as np
import pytest
from traitlets import TraitError

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import digits, training
from cnnbook import layers as nn
from cnnbook.functional import softmax
from cnnbook.widgets import TrainingExplorer
from cnnbook.widgets.shared.drawing import example

from .mount import mount
from .values import other_value

QUICK = {"first_maps": 2, "second_maps": 3, "count": 96, "batch_size": 32, "epochs": 3}
EXAMPLES = {
    "quick": lambda: TrainingExplorer(**QUICK),
    "plain": lambda: TrainingExplorer(network="plain", count=96, batch_size=32, epochs=2),
}
UNUSUAL = {
    "first_maps": 32,
    "second_maps": 1,
    "lr": 999.5,
    "count": 100,
    "batch_size": 7,
    "strokes": example(8),
    "down": -8,
    "across": 8,
    "epochs": 200,
    "augment": False,
}
FIRST = training.split(*digits.load())[0][1][0]  # the class of the first training digit
MINUTE = 60_000  # ms, on a slow machine


class Trained:
    """A mounted explorer, and what a reader does with it."""

    def __init__(self, mounted):
        self.mounted, self.page = mounted, mounted.page

    def press(self, name):
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def until(self, condition):
        """Wait for a state of the training; `trained` is what it has come to."""
        script = f"() => {{ const trained = model.get('trained'); return {condition}; }}"
        self.page.wait_for_function(script, timeout=MINUTE)

    def rest(self, epochs):
        """Wait until so many epochs are trained and it has paused."""
        self.until(f"(trained.loss ?? []).length === {epochs}")
        self.page.get_by_role("button", name="Start").wait_for()

    def train(self):
        """Train to the end."""
        self.press("▶ Start")
        self.rest(self.mounted.get("epochs"))
        return self

    @property
    def curves(self):
        """The four curves."""
        trained = self.mounted.get("trained")
        names = ("loss", "accuracy", "validation_loss", "validation_accuracy")
        return {name: trained[name] for name in names}

    def told(self):
        """What the eye reads, and what is spoken."""
        texts = [self.page.locator(f".cb-{part}").text_content() for part in ("standing", "lesson")]
        spoken = self.page.locator(".cb-told [role=status]").text_content()
        return " ".join(texts).strip().replace("\u00a0", " "), spoken.replace("\u00a0", " ")


@pytest.fixture
def start(shown):
    """Show an explorer; return what a reader does with it."""
    return lambda widget=None, **options: Trained(shown(widget, **options))


def ran(code):
    """Run a printed program; return its names."""
    names = {}
    exec(code, names)
    return names


def assert_same(curves, history):
    """The numbers of the page are those of the package, digit for digit."""
    for name, values in curves.items():
        np.testing.assert_allclose(values, getattr(history, name), rtol=0, atol=1e-9, err_msg=name)


# ---- the page trains as its program does ---------------------------------------------------------

RUNS = {
    "moved anew": {},
    "plain, momentum": {"network": "plain", "optimizer": "momentum", "lr": 0.1, "moved": 2},
    "moved once": {"augment": False, "seed": 3, "optimizer": "SGD", "lr": 0.2},
    "centred": {"moved": 0, "activation": "Tanh", "pool": "AvgPool2d", "weight_decay": 0.01},
    "no pool": {"pool": "none", "activation": "none", "batch_size": 50},
    "ELU": {"activation": "ELU", "count": 33, "batch_size": 33},
    "leaky": {"activation": "LeakyReLU", "lr": 0.0001, "weight_decay": 0.001},
}


@pytest.mark.parametrize("settings", RUNS.values(), ids=RUNS)
def test_the_printed_program_gives_the_curves_of_the_page(start, settings):
    explorer = TrainingExplorer(**{**QUICK, **settings})
    done = start(explorer).train()
    assert done.mounted.code == explorer.code
    names = ran(done.mounted.code)
    assert_same(done.curves, names["history"])
    explorer.trained = done.mounted.get("trained")
    assert_same(done.curves, explorer.history)
    assert list(explorer.net.state_dict()) == list(names["net"].state_dict())
    for name, values in names["net"].state_dict().items():
        np.testing.assert_allclose(explorer.net.state_dict()[name], values, rtol=1e-6, atol=1e-7)


def test_batches_epochs_and_pauses_lead_to_the_same(start):
    explorer = TrainingExplorer(**QUICK)
    done = start(explorer)
    done.press("One batch")
    done.until("trained.loss?.length === 0")
    assert "Batch 1 of 3: loss 2." in done.told()[0]
    done.press("One epoch")
    done.rest(1)
    done.press("One batch")
    done.page.locator(".cb-standing", has_text="Batch 1 of 3").wait_for()
    done.press("▶ Start")
    done.rest(3)
    done.press("One epoch")  # one more than was planned
    done.rest(4)
    assert done.mounted.get("epochs") == 4
    assert_same(done.curves, ran(done.mounted.code)["history"])
    done.page.evaluate("""() => {
      window.least = 4;
      const count = () => { least = Math.min(least, model.get("trained").loss?.length ?? 4); };
      model.on("change:trained", count);
    }""")
    done.press("▶ Start")  # after the last one it begins again
    done.page.wait_for_function("window.least < 4")
    done.rest(4)
    assert_same(done.curves, ran(done.mounted.code)["history"])


@pytest.mark.parametrize("over", ["http", "file"])
def test_eight_and_sixteen_maps_learn_moved_digits_from_a_fresh_page(open_page, over):
    page = open_page("book/10_training.html", over=over)
    page.wait_for_function("window.cnnbookHost")
    page.evaluate("""() => {
      const models = [...window.cnnbookHost.models.values()];
      window.model = models.find(({ key }) => key === "TrainingExplorer-1");
    }""")
    assert page.evaluate("[model.get('first_maps'), model.get('second_maps')]") == [8, 16]
    assert page.evaluate("[model.get('moved'), model.get('count')]") == [4, 1438]
    place = page.locator("[data-widget=TrainingExplorer-1]")
    place.get_by_role("button", name="Start", exact=False).first.click()
    page.wait_for_function(
        "() => (model.get('trained').loss ?? []).length === model.get('epochs')",
        timeout=2 * MINUTE,
    )
    assert page.evaluate("model.get('trained').validation_accuracy.at(-1)") > 0.85


# ---- what the network makes of a digit -----------------------------------------------------------


def test_digit_and_answer_are_pythons_in_fifty_states(start):
    done = start()
    widget, rng = TrainingExplorer(**QUICK), Random(0)
    for turn in range(50):
        name = rng.choice(sorted(set(widget.limits) - {"strokes"}))
        value = other_value(getattr(widget, name), widget.limits[name], rng)
        try:
            setattr(widget, name, value)
        except TraitError:  # nonsense is drawn too
            continue
        widget.strokes = example(turn % 10) if turn % 3 == 0 else []
        done.mounted.set(**{name: getattr(widget, name) for name in widget.limits})
        assert done.mounted.code == widget.code
        np.testing.assert_allclose(done.mounted.output, widget.output, atol=1e-6)
        shares = done.page.evaluate("document.querySelector('.cnnbook').cnnbookShares")
        np.testing.assert_allclose(shares, widget.probabilities, atol=1e-6)
        assert sum(shares) == pytest.approx(1)


def test_a_trained_network_answers_as_in_python(start):
    explorer = TrainingExplorer(**QUICK, strokes=example(3), down=2)
    done = start(explorer).train()
    explorer.trained = done.mounted.get("trained")
    shares = done.page.evaluate("document.querySelector('.cnnbook').cnnbookShares")
    np.testing.assert_allclose(shares, explorer.probabilities, atol=1e-5)
    before = TrainingExplorer(**QUICK, strokes=example(3), down=2).probabilities
    assert np.abs(before - shares).max() > 0.005


def test_a_digit_is_moved_as_far_as_it_says(start):
    done = start()
    there = done.mounted.output
    done.page.get_by_role("button", name="Moved down: more").click()
    done.page.get_by_label("Moved right", exact=True).fill("-3")
    moved = np.zeros_like(there)
    moved[1:, :-3] = there[:-1, 3:]
    np.testing.assert_array_equal(done.mounted.output, moved)
    done.page.get_by_label("Held-out digit", exact=True).fill("358")
    held_out, labels = training.split(*digits.load())[1]
    expected = np.zeros((28, 28))
    expected[1:, :-3] = held_out[358][:-1, 3:]
    np.testing.assert_array_equal(done.mounted.output, expected)
    verdict = done.page.locator(".cb-digit .cb-verdict").text_content()
    assert verdict.endswith((": right.", f": wrong, it is a {labels[358]}."))


def test_a_drawing_is_read_and_can_be_taken_back(start):
    done = start()
    page = done.page
    undo, clear = (page.get_by_role("button", name=name) for name in ("Undo stroke", "Clear"))
    assert undo.is_disabled()
    pad = page.get_by_role("grid", name="Drawing pad")
    box = pad.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 160, steps=4)
    page.mouse.up()
    (stroke,) = done.mounted.get("strokes")
    widget = TrainingExplorer(**QUICK, strokes=[stroke])
    np.testing.assert_allclose(done.mounted.output, widget.output, atol=1e-6)
    assert page.get_by_label("Held-out digit", exact=True).is_hidden()
    assert re.search(r"Most likely \d, .*%\.", page.locator(".cb-digit .cb-verdict").text_content())
    pad.press("Space")
    pad.press("ArrowRight")
    assert len(done.mounted.get("strokes")) == 2
    pad.press("Control+z")
    assert done.mounted.get("strokes") == [stroke]
    clear.click()
    assert done.mounted.get("strokes") == []
    undo.click()  # even a clearing
    assert done.mounted.get("strokes") == [stroke]
    undo.click()
    assert done.mounted.get("strokes") == []


# ---- the worker ----------------------------------------------------------------------------------

ENDS = {
    "Again": lambda done: done.press("Again"),
    "another setting": lambda done: done.page.get_by_role(
        "button", name="Learning rate: more"
    ).click(),
    "the view goes": lambda done: done.mounted.unmount(),
    "Python sets something": lambda done: done.mounted.set(lr=0.5),
    "the page is left": lambda done: done.page.goto("about:blank"),
}


@pytest.mark.parametrize("end", ENDS)
def test_nothing_goes_on_after_the_end(start, end):
    done = start(TrainingExplorer(epochs=200))
    done.press("▶ Start")
    done.until("trained.loss?.length >= 1")
    (worker,) = done.page.workers
    closed = []
    worker.on("close", lambda _: closed.append(True))
    ENDS[end](done)
    done.page.wait_for_function("() => true")
    for _ in range(500):
        if closed:
            break
        done.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert closed
    assert done.page.workers == []


def test_two_views_share_one_training(shown):
    done = Trained(shown(views=2))
    page = done.page
    page.get_by_role("button", name="Start").first.click()
    done.until("trained.loss?.length === 3")
    assert len(page.workers) == 1
    standing = page.locator(".cb-standing")
    page.wait_for_function("""() => {
      const texts = [...document.querySelectorAll(".cb-standing")].map((e) => e.textContent);
      return texts[0] === texts[1] && texts[0].startsWith("After 3 epochs");
    }""")
    assert standing.count() == 2


def test_it_is_silent_while_it_runs_and_speaks_when_it_rests(start):
    done = start(TrainingExplorer(**{**QUICK, "epochs": 200}))
    spoken = done.page.locator(".cb-told [role=status]")
    first = spoken.text_content()
    assert first.startswith("Not trained yet")
    done.page.evaluate("""() => {
      window.heard = [];
      new MutationObserver(() => window.heard.push(document.querySelector(
        ".cb-told [role=status]").textContent)).observe(
        document.querySelector(".cb-told [role=status]"), { childList: true });
    }""")
    done.press("▶ Start")
    done.until("trained.loss?.length > 4")
    assert done.page.evaluate("window.heard") == []
    assert done.told()[0].startswith("Training. After ")
    done.press("❚❚ Pause")
    done.page.locator(".cb-told [role=status]", has_text="After ").wait_for(state="attached")
    seen, heard = done.told()
    assert heard == seen


def test_what_is_trained_is_offered_to_the_page(start):
    done = start()
    done.page.evaluate("""() => document.addEventListener("cnnbook:weights", ({ detail }) => {
      window.offered = detail;
    })""")
    done.train()
    trained = done.mounted.get("trained")
    assert done.page.evaluate("window.offered") == {k: trained[k] for k in ("layers", "weights")}


def test_python_is_told_less_often_than_the_views(start):
    done = start(TrainingExplorer(**{**QUICK, "count": 1438, "epochs": 200}))
    done.mounted.unmount()
    done.page.evaluate("""() => {
      Object.assign(window, { saves: 0, changes: 0 });
      window.model.save_changes = () => { window.saves += 1; };
      window.model.on("change:trained", () => { window.changes += 1; });
    }""")
    done.mounted.mount_again()
    done.press("▶ Start")
    done.page.wait_for_function("window.changes >= 6")
    assert done.page.evaluate("window.saves") <= 2
    done.press("❚❚ Pause")
    done.page.get_by_role("button", name="Start").wait_for()
    done.page.wait_for_function("window.saves >= 1")
    trained = done.mounted.get("trained")
    assert len(trained["loss"]) >= 6


# ---- two runs side by side -----------------------------------------------------------------------


def test_a_kept_run_stays_beside_the_next_one(start):
    done = start().train()
    page = done.page
    kept = done.curves
    lines = page.get_by_role("img", name="Loss by epoch").locator(".cb-course:not(.cb-end)")
    assert lines.count() == 2
    done.press("Keep this run to compare")
    page.get_by_label("Network", exact=True).select_option("plain")
    assert lines.count() == 2
    done.train()
    assert lines.count() == 4
    classes = [line.get_attribute("class") for line in lines.all()]
    assert classes == [f"cb-course cb-course-{k}" for k in range(4)]
    dashes = "(line) => getComputedStyle(line).strokeDasharray"
    assert len({line.evaluate(dashes) for line in lines.all()}) == 4
    rows = page.locator(".cb-runs tr").all_inner_texts()
    assert rows[1].split("\t")[1].startswith("plain 784 → 10; 96 digits, moved by up to 4, anew")
    assert rows[2].split("\t")[1].startswith("2 + 3 maps; 96 digits")
    for row, curves in zip(rows[1:], (done.curves, kept), strict=True):
        *_, epochs, held_out = row.replace("\u00a0", " ").split("\t")
        assert epochs == "3"
        assert held_out == f"{100 * curves['validation_accuracy'][-1]:.1f} %"
    done.press("Forget the kept run")
    assert lines.count() == 2
    assert page.locator(".cb-runs").is_hidden()


@pytest.mark.parametrize("name", ["loss", "accuracy"])
def test_the_points_of_the_curves_stand_where_the_numbers_are(start, name):
    done = start().train()
    picture = done.page.get_by_role("img", name=f"{name.title()} by epoch")
    texts = picture.locator("text").evaluate_all(
        "(all) => all.map((t) => [t.textContent, +t.getAttribute('x'), +t.getAttribute('y')])"
    )
    scale = {}
    for text, x, y in texts:
        if x < 60 and text != "0" and re.fullmatch(r"[\d.]+(\u00a0%)?", text):
            value = float(text.removesuffix("\u00a0%")) / (100 if name == "accuracy" else 1)
            scale[value] = y - 4
    (low, bottom), (high, top) = min(scale.items()), max(scale.items())
    lines = picture.locator(".cb-course:not(.cb-end)").all()
    for line, key in zip(lines, (name, f"validation_{name}"), strict=True):
        path = line.get_attribute("d")
        heights = np.array([pair.split()[1] for pair in re.split("[ML]", path)[1:]], float)
        values = low + (heights - bottom) / (top - bottom) * (high - low)
        np.testing.assert_allclose(values, done.curves[key], atol=0.01)


def test_the_numbers_stand_in_a_table(start):
    done = start().train()
    done.page.locator("summary", has_text="as a table").click()
    done.page.locator(".cb-table tr").nth(3).wait_for()
    rows = done.page.locator(".cb-table tr").all_text_contents()
    assert rows[0] == "epochlossaccuracyheld-out lossheld-out accuracy"
    assert len(rows) == 4
    assert rows[1].startswith(f"1{done.curves['loss'][0]:.3f}".rstrip("0"))


# ---- what goes wrong is said ---------------------------------------------------------------------


def no_nan(done):
    """No NaN stands on the screen."""
    return not re.search("NaN|Infinity|∞", done.page.locator(".cnnbook").inner_text())


def test_a_training_that_explodes_says_so(start):
    settings = {"activation": "none", "optimizer": "SGD", "lr": 1000, "epochs": 50}
    done = start(TrainingExplorer(**{**QUICK, **settings}))
    done.press("▶ Start")
    done.page.locator(".cb-lesson", has_text="The training exploded").wait_for()
    told, spoken = done.told()
    assert "The learning rate 1000 is too long: take a tenth." in told
    assert spoken.endswith(told.split(". ", 2)[-1])
    assert done.page.workers == []
    assert no_nan(done)
    done.page.get_by_label("Learning rate", exact=True).fill("0.01")
    assert "exploded" not in done.told()[0]
    done.mounted.set(epochs=2)
    done.train()


def test_steps_that_are_too_long_are_told(start):
    settings = {"network": "plain", "optimizer": "SGD", "lr": 1000, "epochs": 2}
    done = start(TrainingExplorer(**{**QUICK, **settings})).train()
    assert "The loss is far above 2.303, the loss of guessing" in done.told()[0]
    assert no_nan(done)


def test_a_network_that_dies_is_diagnosed(start):
    settings = {"optimizer": "SGD", "lr": 30, "epochs": 3}
    done = start(TrainingExplorer(**{**QUICK, **settings})).train()
    told = done.told()[0]
    assert "The network has died: all " in told
    assert "a ReLU, give 0 for every digit" in told
    assert done.curves["accuracy"][-1] < 0.3
    assert no_nan(done)
    lines = TrainingExplorer(**{**QUICK, **settings})
    lines.trained = done.mounted.get("trained")
    held_out = training.split(*digits.load())[1][0]
    assert lines.net[:5](held_out[:, None]).max() == 0


def test_dead_units_are_counted(start):
    done = start()
    done.train()
    trained = done.mounted.get("trained")
    trained["dead"] = {"1": [1], "4": [0, 2]}
    done.mounted.set(trained=json.loads(json.dumps(trained)))
    assert (
        "1 of the 2 units of layer 2 is dead, and 2 of the 3 units of layer 5 are dead: 0 for "
        "every training digit, so no slope passes." in done.told()[0]
    )


def test_overfitting_is_named(start):
    settings = {"network": "plain", "count": 20, "batch_size": 20, "moved": 0, "lr": 0.1}
    done = start(TrainingExplorer(**settings, epochs=30)).train()
    assert "it is overfitting" in done.told()[0]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"count": 1, "batch_size": 1}, f"One example has one class only, here {FIRST}."),
        ({"count": 10, "batch_size": 64}, "A batch of 64 cannot be drawn from 10 examples"),
    ],
)
def test_what_cannot_be_trained_with_is_explained(start, state, words):
    done = start(TrainingExplorer(**{**QUICK, **state}))
    assert words in done.page.locator(".cb-told [role=alert]").text_content()
    assert done.page.get_by_role("button", name="Start").is_disabled()
    with pytest.raises(ValueError, match=r"at least two classes|at most the number of images"):
        ran(done.mounted.code)


def test_leaving_and_coming_back_finds_words_and_no_worker(start):
    """A browser may show a page again as it was when it was left, without its workers."""
    done = start(TrainingExplorer(epochs=200))
    done.press("▶ Start")
    done.until("trained.loss?.length >= 1")
    done.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    told = done.page.locator(".cb-told [role=alert]")
    assert told.text_content() == "The training ended when this page was left. Start it again."
    assert done.page.get_by_role("button", name="Start").is_enabled()


# ---- a training that runs in Python --------------------------------------------------------------


def test_a_training_in_python_is_followed(start):
    explorer = TrainingExplorer()
    done = start(explorer)
    net = nn.Sequential(
        nn.Conv2d(1, 3, 5, stride=2, rng=0), nn.Tanh(), nn.Flatten(), nn.Linear(432, 10, rng=0)
    )
    images, labels = digits.load()

    def show(*values):
        explorer.follow(*values)
        done.mounted.set(trained=explorer.trained)

    options = {"epochs": 2, "progress": False, "callback": show}
    history = training.fit(net, images[:100], labels[:100], **options)
    assert_same(done.curves, history)
    assert done.told()[0].startswith("After 2 epochs: loss ")
    shares = done.page.evaluate("document.querySelector('.cnnbook').cnnbookShares")
    np.testing.assert_allclose(shares, softmax(net(explorer.output[None, None])[0]), atol=1e-5)
    assert done.mounted.code == explorer.code
    assert explorer.code.startswith("# This training ran in Python")
    done.mounted.set(seed=8)
    assert done.told()[0].startswith("Not trained yet")


# ---- its place -----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 375, 900])
def test_nothing_is_wider_than_the_screen(start, width):
    done = start(width=width).train()
    done.press("Keep this run to compare")
    assert done.mounted.overflow <= 0


def test_with_reduced_motion_it_trains_the_same(browser):
    mounted = mount(browser, TrainingExplorer(**QUICK), reduced_motion="reduce")
    done = Trained(mounted).train()
    assert len(done.curves["loss"]) == 3
    mounted.close()
