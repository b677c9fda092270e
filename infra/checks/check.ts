import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lint } from './cfn-lint.ts';
import { CONFIGURATIONS } from './configurations.ts';
import { exceededQuotas } from './quotas.ts';
import { refusals } from './refusals.ts';
import { invalidStates } from './state-machine.ts';
import { SAMPLE, templateOf } from './template.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '.local', 'checks');
/** Holds the digests of what was checked without a finding. */
const PASSED = join(FOLDER, 'passed.txt');

/** The files that templates and checks depend on. */
const SOURCES = ['infra/**/*.{ts,txt}', 'shared/**/*.ts', 'cdk.json', 'package-lock.json'];

/** The last step of `npm run check`: the templates of every extreme configuration. Does nothing if no source changed. */
async function main(): Promise<string[]> {
  mkdirSync(FOLDER, { recursive: true });
  const passed = existsSync(PASSED) ? readFileSync(PASSED, 'utf8').split('\n') : [];
  const sources = digestOfSources();
  if (passed.includes(sources)) return [];
  const configurations = {
    'cdk.json': { region: 'eu-central-1', config: SAMPLE },
    ...CONFIGURATIONS,
  };
  const templates = Object.entries(configurations).map(([name, { config, region }]) => {
    const template = templateOf(config);
    return { name, region, template, digest: digest(region + JSON.stringify(template)) };
  });
  const unknown = templates.filter((one) => !passed.includes(one.digest));
  const found = [
    ...templates.flatMap(({ name, template }) => ownFindings(name, template)),
    ...(unknown.length > 0 ? await lint(unknown, FOLDER, console.log) : []),
  ];
  if (found.length === 0)
    writeFileSync(PASSED, [sources, ...templates.map((one) => one.digest)].join('\n'));
  return found;
}

function ownFindings(name: string, template: ReturnType<typeof templateOf>): string[] {
  const found = [exceededQuotas, refusals, invalidStates].flatMap((check) => check(template));
  return found.map((finding) => `${name}: ${finding}`);
}

function digestOfSources(): string {
  const files = globSync(SOURCES, { cwd: ROOT, exclude: ['infra/local/**'] }).sort();
  return digest(
    files.map((file) => `${file}\n${readFileSync(join(ROOT, file), 'utf8')}`).join('\n'),
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const findings = await main().catch((error: Error) => [error.message]);
for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exitCode = 1;
