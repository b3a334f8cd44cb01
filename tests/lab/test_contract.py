"""What a widget may rely on of its model, tried on anywidget's own models, with a kernel behind."""

from tests.contract import EXPECTED, checked

END = """() => {
  window.endSecondView = async () => {
    const { content } = window.jupyterapp.shell.currentWidget;
    content.widgets[1].model.sharedModel.setOutputs([]);
    const [, view] = window.probe.views;
    let frames = 600; // not for ever
    while (!view.cleaned && frames--) await new Promise(requestAnimationFrame);
  };
}"""


def test_anywidgets_model_is_what_a_widget_may_rely_on(opened):
    notebook = opened("lab/tree/contract.ipynb?reset")
    notebook.run_all()
    assert notebook.errors() == []
    notebook.page.wait_for_function("window.probe?.views.length === 2")
    talk(notebook)
    notebook.page.evaluate(END)
    assert checked(notebook.page) == EXPECTED


def talk(notebook):
    """Python hears what a view saves and sends, and a view what Python sets and sends."""
    page = notebook.page
    page.evaluate(
        """() => {
          const [{ model }] = window.probe.views;
          model.set("count", 4);  // not saved by itself
          window.heard = [];
          model.on("change:count change:names change", () => window.heard.push(model.get("names")));
          model.on("msg:custom", (content, buffers) => {
            window.heard.push(content.word, buffers[0].getUint8(1));
          });
        }"""
    )
    assert notebook.ask("kernel_side.heard()") == {"changes": [], "messages": []}
    page.evaluate(
        """() => {
          const [{ model }] = window.probe.views;
          model.set({ names: ["c"] });
          model.save_changes();
          model.save_changes();  // nothing has changed since
          model.send({ word: "hello" }, {}, [new DataView(Uint8Array.from([7, 9]).buffer)]);
        }"""
    )
    assert notebook.ask("kernel_side.heard()") == {
        "changes": [["count", 4], ["names", ["c"]]],
        "messages": [[{"word": "hello"}, [[7, 9]]]],
    }
    page.evaluate("window.heard.length = 0")
    notebook.ask("with probe.hold_sync(): probe.count, probe.names = 5, ['d']")
    notebook.ask("probe.send({'word': 'there'}, [bytes([1, 2])])")
    page.wait_for_function("window.heard.length >= 5")
    assert page.evaluate("window.heard") == [["d"], ["d"], ["d"], "there", 2]
