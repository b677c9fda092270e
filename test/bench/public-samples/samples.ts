import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomFrom } from '../random.ts';

/** The public repositories, and the commits at which their samples were listed. */
export const REPOSITORIES = {
  'ONLYOFFICE/api.onlyoffice.com': 'd563f6355753b6fac9178e316cb927ff46e96cd1',
  'ONLYOFFICE/office-js-api': '5b3b5207f3cc9d6730007dc117bd6d4e06c922a8',
};
export type Repository = keyof typeof REPOSITORIES;

/** A file with a sample: its SHA-256 digest, and its path in its repository. */
export type Sample = { sha256: string; path: string };

const DRAWN = 150;
const SEED = 2026;
const PAGES = 'site/docs/office-api/samples/**/*.md';
const EXAMPLES = 'Examples/{Cell,Forms,Pdf,Slide,Word}/**/*.js';

/** How a document is opened for the code of a sample, by the word that its page or its folder has for it. */
const OPENINGS: Record<string, string> = {
  docx: 'builder.CreateFile("docx");',
  forms: 'builder.CreateFile("pdf");',
  pdf: 'builder.OpenFile("https://example.com/a.pdf");',
  pptx: 'builder.CreateFile("pptx");',
  xlsx: 'builder.CreateFile("xlsx");',
};
const FOLDERS: Record<string, string> = {
  Cell: 'xlsx',
  Forms: 'forms',
  Pdf: 'pdf',
  Slide: 'pptx',
  Word: 'docx',
};
const PAGE_CODE = /^```\w+ editor-(\w+)[^\n]*\n([\s\S]*?)^```/m;

/** All official sample pages, or examples that are drawn by a seed. */
export function listSamples(repository: Repository, folder: string): Sample[] {
  const isPages = repository === 'ONLYOFFICE/api.onlyoffice.com';
  const paths = globSync(isPages ? PAGES : EXAMPLES, { cwd: folder }).sort();
  const chosen = isPages ? paths : draw(paths);
  return chosen.map((path) => ({ sha256: digestOf(join(folder, path)), path }));
}

function draw(paths: string[]): string[] {
  const random = randomFrom(SEED);
  const left = [...paths];
  const drawn = Array.from({ length: DRAWN }, () => left.splice(random.below(left.length), 1)[0]);
  return drawn.filter((path) => path !== undefined).sort();
}

export function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** The script that runs the code of a sample, which opens and saves a document. */
export function scriptOf(folder: string, { path }: Sample): string {
  const text = readFileSync(join(folder, path), 'utf8');
  const [, word, code] = path.endsWith('.md')
    ? (PAGE_CODE.exec(text) ?? [])
    : ['', FOLDERS[path.split('/')[1] ?? ''], text];
  const opening = OPENINGS[word ?? ''];
  if (!opening || code === undefined) throw new Error(`${path} has no code of a known kind`);
  const saved = word === 'forms' ? 'pdf' : word;
  const end = [`builder.SaveFile("${saved}", "sample.${saved}");`, 'builder.CloseFile();', ''];
  return [opening, code, ...end].join('\n');
}
