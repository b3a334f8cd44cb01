"""PoolingExplorer in Python: checked state, output, printed call, still picture."""

import numpy as np
import pytest
import traitlets

from cnnbook import reference
from cnnbook.widgets import PoolingExplorer

IMAGE = np.array([[1, 2, 0, 1, 5], [3, 4, 1, 0, 5], [0, 0, -2, 7, 1], [9, 1, -1, -3, 2]])


def run(code):
    names = {}
    exec(code, names)
    return names["output"]


def states():
    rng = np.random.default_rng(1)
    for _ in range(60):
        k = int(rng.integers(1, 5))
        yield {
            "kind": str(rng.choice(["max", "average"])),
            "kernel_size": k,
            "stride": int(rng.integers(1, 5)),
            "padding": int(rng.integers(0, k // 2 + 1)),
        }


@pytest.mark.parametrize("state", list(states()), ids=str)
def test_output_and_printed_call_agree_with_the_loops(state):
    widget = PoolingExplorer(IMAGE, **state)
    pool = reference.max_pool2d if state["kind"] == "max" else reference.avg_pool2d
    expected = pool(IMAGE, state["kernel_size"], state["stride"], padding=state["padding"])
    np.testing.assert_allclose(widget.output, expected)
    np.testing.assert_array_equal(run(widget.code), widget.output)


def test_without_a_stride_windows_lie_side_by_side():
    assert PoolingExplorer(np.ones((9, 9)), kernel_size=3).output.shape == (3, 3)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("kernel_size", 5, "larger than the padded input 4×5"),
        ("kernel_size", 0, "kernel_size must be an integer from 1 to 14, got 0"),
        ("padding", 2, "at most half of the window"),
        ("stride", 0, "stride must be an integer from 1 to 28, got 0"),
        ("stride", 1.5, "stride must be an integer from 1 to 28, got 1.5"),
        ("kind", "min", "kind"),
        ("image", [[1]], "larger than the padded input 1×1"),
        ("image", [[np.nan]], "finite numbers"),
    ],
)
def test_bad_state_raises_and_the_last_good_state_stays(name, value, message):
    widget = PoolingExplorer(IMAGE)
    before = widget.output
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(widget, name, value)
    np.testing.assert_array_equal(widget.output, before)


def test_the_expression_of_the_image_is_printed_when_there_is_one():
    code = "np.round(digits.load()[0][7] * 9)"
    from cnnbook import digits

    widget = PoolingExplorer(np.round(digits.load()[0][7] * 9), "average", image_code=code)
    assert widget.code.splitlines()[1:] == [
        "from cnnbook import avg_pool2d, digits",
        "",
        f"image = {code}",
        "output = avg_pool2d(image, 2)",
    ]
    np.testing.assert_array_equal(run(widget.code), widget.output)


def test_the_repr_is_stable_and_the_still_is_a_picture():
    widget = PoolingExplorer(IMAGE, row=9, column=9)
    assert repr(widget).startswith("PoolingExplorer: max pooling of an image of 4 × 5 with a")
    assert repr(widget) == repr(PoolingExplorer(IMAGE))
    assert widget.still().startswith(b"\x89PNG")
