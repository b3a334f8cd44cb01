/** The editor of a cell: CodeMirror, as the book needs it. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "./editor/codemirror-commands.js";
import { python } from "./editor/codemirror-lang-python.js";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "./editor/codemirror-language.js";
import { closeBrackets, closeBracketsKeymap } from "./editor/codemirror-autocomplete.js";
import { EditorState, Prec } from "./editor/codemirror-state.js";
import { EditorView, drawSelection, keymap } from "./editor/codemirror-view.js";
import { tagHighlighter, tags } from "./editor/lezer-highlight.js";

/* The classes that the page's own highlighting uses: so a cell keeps its colours when it is edited. */
const COLOURS = tagHighlighter([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword, tags.bool, tags.null], class: "k" },
  { tag: [tags.operator, tags.compareOperator, tags.arithmeticOperator], class: "o" },
  { tag: [tags.string, tags.special(tags.string)], class: "s" },
  { tag: tags.number, class: "m" },
  { tag: tags.comment, class: "c" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], class: "nf" },
]);

/**
 * @param {object} options
 * @param {string} options.code
 * @param {string} options.label what a screen reader calls it
 * @param {string} options.describedBy the id of the words on its keys
 * @param {(code: string) => void} options.change
 * @param {() => void} options.run Ctrl-Enter
 * @param {() => void} options.runAndGoOn Shift-Enter
 */
export function createEditor({ code, label, describedBy, change, run, runAndGoOn }) {
  const press = (act) => () => {
    act();
    return true;
  };
  const keys = [
    { key: "Shift-Enter", run: press(runAndGoOn) },
    { key: "Mod-Enter", run: press(run) },
  ];
  const view = new EditorView({
    state: EditorState.create({
      doc: code,
      extensions: [
        Prec.highest(keymap.of(keys)),
        history(),
        drawSelection(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        python(),
        syntaxHighlighting(COLOURS),
        // Tab indents; after Escape it leaves the editor, which CodeMirror sees to.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-describedby": describedBy,
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
          tabindex: "0", // whatever scrolls can be reached with the keyboard
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) change(update.state.doc.toString());
        }),
      ],
    }),
  });
  view.dom.addEventListener("keydown", (event) => event.stopPropagation()); // "/" would lead to the page's search
  return {
    element: view.dom,
    focus: () => view.focus(),
    write: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
  };
}
