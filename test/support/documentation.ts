import { globSync, readFileSync } from 'node:fs';

/** Every page of the documentation, by its path from the root. */
export const PAGES = [...globSync('*.md'), ...globSync('docs/*.md')].sort();

export function textOf(page: string): string {
  return readFileSync(page, 'utf8');
}

/** A page without its code, so that brackets in code are not read as links, nor `#` as headings. */
export function proseOf(page: string): string {
  return textOf(page)
    .replace(/^( *)```[\s\S]*?^\1```$/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '));
}

/** The anchors that GitHub gives the headings of a page. */
export function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return [...proseWithCode(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

/** The code blocks of a page with `sh run`: shell lines that run against the local stack. */
export function runnableOf(page: string): string[] {
  return [...textOf(page).matchAll(/^```sh run\n([\s\S]*?)^```$/gm)].map(([, lines = '']) => lines);
}

/** The code blocks of a page whose fence has exactly these words, such as `js run`. */
export function blocksOf(page: string, fence: string): string[] {
  const parts = textOf(page).split('\n```');
  // Every other part is a block: the fences open and close in turn.
  return parts
    .filter((part, index) => index % 2 === 1 && part.startsWith(`${fence}\n`))
    .map((part) => part.slice(fence.length + 1));
}

function proseWithCode(page: string): string {
  return textOf(page).replace(/^( *)```[\s\S]*?^\1```$/gm, '');
}
