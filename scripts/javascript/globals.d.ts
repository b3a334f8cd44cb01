/** What our scripts leave on a page for one another. */
interface Window {
  cnnbookHost?: any; // widget_host.js
  cnnbookStore?: any; // memory/store.js
  cnnbookMemory?: any; // memory/memory.js
  cnnbookLessons?: [string, string, string, string, string][]; // written by the build
  cnnbookExercises?: any; // exercises/exercises.js
  cnnbookAsk?: (what: string, cell?: number, code?: string) => void; // python/run.js
  cnnbookFormulas?: Promise<unknown>; // formulas.js
  cnnbookLate?: Promise<unknown>; // late.js: when the theme's scripts have run
  cnnbookPython?: { memory: number }; // python/page/main.js: the bytes that Python holds
  cnnbookStage?: Promise<any>; // stage.js
  cnnbookStageDoes?: any; // stage_late.js
  cnnbookPlaces: any[]; // search_places.js, which the build writes
  MiniSearch: any; // vendor/minisearch
  MathJax?: any; // loaded by formulas.js
}

/* The vendored modules of python/page/editor.js; the build puts them beside it. */
declare module "*/codemirror-autocomplete.js";
declare module "*/codemirror-commands.js";
declare module "*/codemirror-lang-python.js";
declare module "*/codemirror-language.js";
declare module "*/codemirror-state.js";
declare module "*/codemirror-view.js";
declare module "*/dompurify.js";
declare module "*/lezer-highlight.js";

/* The text of a module and all that it imports, as widgets/shared/bundle.py joins them. */
declare module "*?text" {
  export const text: string;
}
