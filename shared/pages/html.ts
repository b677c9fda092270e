import type { BuiltPage } from './files.ts';
import type { PageName } from './policy.ts';
import type { BrowserSettings } from './settings.ts';

const TITLES: Record<PageName, string> = {
  console: 'Docs Gateway console',
  reference: 'Docs Gateway API reference',
};

/** The HTML of a page: its settings, and links to its files relative to the page's own path. */
export function htmlOf(page: PageName, built: BuiltPage, settings: BrowserSettings): string {
  const styles = built.styles.map((file) => `<link rel="stylesheet" href="${page}/${file}">`);
  const scripts = built.scripts.map(
    (file) => `<script type="module" src="${page}/${file}"></script>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${TITLES[page]}</title>`,
    '<link rel="icon" href="data:,">', // without it, browsers ask for /favicon.ico
    `<link rel="license" href="${page}/${built.licences}">`,
    ...styles,
    `<script type="application/json" id="settings">${inScript(settings)}</script>`,
    ...scripts,
    '</head>',
    '<body><div id="app"></div><noscript>This page needs JavaScript.</noscript></body>',
    '</html>',
    '',
  ].join('\n');
}

/** JSON that cannot end the script element which contains it. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
