/**
 * The type check: strict, but a function inside a module may leave out the types of what it takes. An exported
 * one may not.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const UNTYPED = new Set([7006, 7019, 7031]); // "… implicitly has an 'any' type", of a parameter or a part of one

const home = dirname(fileURLToPath(import.meta.url));
const { config } = ts.readConfigFile(`${home}/tsconfig.json`, ts.sys.readFile);
const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, home);

const program = ts.createProgram(fileNames, options);
const stricter = ts.createProgram(fileNames, { ...options, noImplicitAny: true }, undefined, program);

function isOfAnExport({ file, start }) {
  return file.statements.some(
    (statement) =>
      ts.isFunctionDeclaration(statement) &&
      statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) &&
      statement.parameters.some(({ pos, end }) => pos <= start && start < end),
  );
}

const untyped = ts.getPreEmitDiagnostics(stricter).filter((finding) => UNTYPED.has(finding.code) && isOfAnExport(finding));
const all = [...ts.getPreEmitDiagnostics(program), ...untyped];
const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => `${home}/../..`, getNewLine: () => "\n" };
process.stdout.write(ts.formatDiagnostics(all, host));
process.exitCode = all.length ? 1 : 0;
