import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import type { Node } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isNewExpression,
  isRegularExpressionLiteral,
} from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';

/**
 * Every regular expression in files of this repository: the source text of each literal, and
 * `RegExp in <file>` for each that is constructed. The files are parsed, not searched, because a slash may
 * also divide or begin a comment.
 */
export function patternsIn(...globs: string[]): Set<string> {
  const files = globSync(globs);
  const folder = mkdtempSync(join(tmpdir(), 'patterns-'));
  const api = new API({ cwd: folder });
  try {
    const { program } = openProject(api, folder, files);
    return new Set(files.flatMap((file) => patternsOf(program.getSourceFile(resolve(file)), file)));
  } finally {
    api.close();
    rmSync(folder, { recursive: true });
  }
}

/** Without libraries and imports: only the syntax of the files themselves is needed. */
function openProject(api: API, folder: string, paths: string[]) {
  const configFile = join(folder, 'tsconfig.json');
  const files = paths.map((path) => resolve(path));
  const compilerOptions = { noLib: true, noResolve: true, types: [] };
  writeFileSync(configFile, JSON.stringify({ files, compilerOptions }));
  const [project] = api.updateSnapshot({ openProjects: [configFile] }).getProjects();
  if (!project) throw new Error('the compiler opened no project');
  return project;
}

function patternsOf(node: Node | undefined, file: string): string[] {
  if (!node) throw new Error(`the compiler did not read ${file}`);
  const found: string[] = [];
  if (isRegularExpressionLiteral(node)) found.push(node.getText());
  const isCall = isNewExpression(node) || isCallExpression(node);
  if (isCall && node.expression.getText() === 'RegExp')
    found.push(`RegExp in ${file.split(sep).join('/')}`);
  node.forEachChild((child) => void found.push(...patternsOf(child, file)));
  return found;
}
