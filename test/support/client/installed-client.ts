import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cleanEnvironment, run } from '../../../infra/local/process.ts';
import { builtClient } from './built-client.ts';

/** An empty project into which the tarball of the client was installed. It is deleted after the tests of the file. */
export async function projectWithClient(): Promise<string> {
  const dist = await builtClient();
  const project = join(dist, '../project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}');
  const options = { cwd: project, env: cleanEnvironment({}) };
  const tarball = (await run('npm', ['pack', '--silent', dist], options)).trim();
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], options);
  return project;
}

/** Makes packages of this repository available to a project, as if they were installed. */
export function addPackages(project: string, names: string[]): void {
  for (const name of names) {
    symlinkSync(resolve('node_modules', name), join(project, 'node_modules', name));
  }
}

/** Adds a module that a program imports, in place of one that needs a service. */
export function addModule(project: string, name: string, entry: string, source: string): void {
  const folder = join(project, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  const manifest = { name, type: 'module', exports: { [entry]: './index.js' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.js'), source);
}
