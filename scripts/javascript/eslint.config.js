/** The linter's rules: mistakes, not taste. `make lint` runs them over every script of the book. */
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["**/node_modules/", "_build/", "**/*.min.js"] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, globals: globals.browser },
    rules: {
      "array-callback-return": ["error", { allowVoid: true }],
      eqeqeq: "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "no-constructor-return": "error",
      "no-duplicate-imports": "error",
      "no-param-reassign": "error",
      "no-self-compare": "error",
      "no-shadow": "error",
      "no-template-curly-in-string": "error",
      "no-throw-literal": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "none" }],
      "no-useless-return": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({ property, message: "Text is never parsed as HTML." })),
      ],
    },
  },
  {
    // Closures over one cell, one session, one page's widgets: what they share would else be passed to each part.
    files: ["book/_ext/cnnbook_site/python/page/{cell,editor,session}.js", "book/_ext/cnnbook_site/widgets/widget_host.js"],
    rules: {
      "max-lines": ["error", { max: 348, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 180, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ["scripts/javascript/*.js"], languageOptions: { globals: globals.node } },
];
