/** What our scripts leave on a page for one another. */
interface Window {
  cnnbookHost?: any; // widget_host.js
  cnnbookFormulas?: Promise<unknown>; // formulas.js
  MathJax?: any; // loaded by formulas.js
}
