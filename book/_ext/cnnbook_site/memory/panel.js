/* On the landing page: going on, forgetting, keeping nothing, and a file to carry it all to another device. */
(() => {
  "use strict";
  const store = window.cnnbookStore;
  const { lessons, make, root } = window.cnnbookMemory;
  const panel = /** @type {HTMLElement} */ (document.querySelector(".cnnbook-your-work"));
  if (!panel) return;
  const LARGEST = 5_000_000; // bytes of a file; no browser keeps more
  const said = make("p", { role: "status" });
  const say = (text) => (said.textContent = text);
  const button = (text, onclick) => make("button", { type: "button", onclick }, text);

  function goOn() {
    const last = store.read("place", "last");
    const lesson = lessons.find(({ path }) => path === last?.page);
    if (!lesson) return "";
    const anchor = /^[\w-]{1,100}$/.test(last.id ?? "?") ? `#${last.id}` : "";
    return make("p", {}, make("a", { className: "cnnbook-go-on", href: `${root}${lesson.path}.html${anchor}` }, `Go on where I was: ${lesson.title}`));
  }

  /** Ask in place; the answer that changes nothing has the focus. */
  function ask(question, yes, act) {
    const group = make("div", { className: "cnnbook-question", role: "group", ariaLabel: question });
    const back = button("No, leave it", () => (group.remove(), show()));
    group.append(make("p", {}, question), button(yes, () => (group.remove(), act())), " ", back);
    said.before(group);
    back.focus();
  }

  function save() {
    const text = JSON.stringify({ book: "cnnbook", version: 1, kept: store.all() });
    const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    make("a", { href, download: "cnnbook-my-work.json" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
    say("Your work is on its way into a file. On another device, open it here.");
  }

  async function open(file) {
    if (!file) return;
    let why = "it is too large";
    try {
      const { book, version, kept } = file.size > LARGEST ? {} : JSON.parse(await file.text());
      if (file.size <= LARGEST) why = book === "cnnbook" && version === 1 && Object(kept) === kept ? store.takeOver(kept) : "this book did not write it";
    } catch {
      why = "it is damaged, or no file of this book";
    }
    if (!why) show();
    say(why ? `The file was not taken: ${why}. Nothing has changed.` : "Your work is here. What the file holds has taken the place of what was kept here of the same cells.");
  }

  function forgetAll() {
    store.forgetAll();
    location.reload();
  }

  function turn(on) {
    if (!store.setPrivate(on)) return say("This browser keeps nothing here, private mode or not."), show();
    if (on) return location.reload();
    show();
    return say("Private mode is off: your work is kept from now on.");
  }

  function show() {
    const box = make("input", { type: "checkbox", checked: store.isPrivate(), id: "cnnbook-private" });
    box.onchange = () => (box.checked ? ask("Private mode forgets what is kept, and keeps nothing until you switch it off. Do it?", "Yes, keep nothing", () => turn(true)) : turn(false));
    const file = make("input", { type: "file", accept: ".json,application/json", hidden: true, ariaLabel: "A file of your work" });
    file.onchange = () => open(file.files[0]);
    const sure = () => ask("Forget all answers, exercises, edited cells, drawings and settings on this device? There is no way back.", "Yes, forget everything", forgetAll);
    const row = make("p", { className: "cnnbook-row" }, button("Save to a file", save), button("Open a file", () => file.click()), button("Forget everything", sure), file);
    const where = store.works() ? "Answers, exercises, drawings, settings and edited cells are kept on this device alone: nothing is sent anywhere." : "This browser keeps nothing of this page: what you do is gone when you leave.";
    panel.replaceChildren(goOn(), make("p", {}, where), row, make("p", {}, box, " ", make("label", { htmlFor: box.id }, "Private mode, for shared computers: keep nothing")), said);
  }

  show();
})();
