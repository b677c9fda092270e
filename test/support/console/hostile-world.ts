import { buildData, emptyWorld, storedFile, text, type World } from './world.ts';

/** Markup that would set `window.canary` if a page took it for more than a text. @param place where it was */
export function markup(place: string): string {
  const run = `window.canary='${place}'`;
  return `"'><img src=x onerror="${run}"><script>${run}</script><svg onload="${run}">{{${place}}}`;
}

export const HOSTILE = `01KBHOSTILE${'0'.repeat(15)}`;
export const HOSTILE_KEY = markup('document key');

const script = (place: string) => `<script>window.canary='${place}';top.canary='${place}'</script>`;

/** A gateway whose every text that callers or scripts choose is markup, and whose files have scripts. */
export function hostileWorld(): World {
  const world = emptyWorld();
  const stored = (name: string, content = text(markup('file'))) =>
    storedFile(world, `results/default/${HOSTILE}/${name}`, content);
  world.builds = [
    buildData({
      id: HOSTILE,
      status: 'failed',
      correlationId: markup('correlation id'),
      source: { template: markup('template name'), version: markup('version') },
      metadata: { [markup('metadata name')]: markup('metadata value') },
      warnings: [{ code: 'CALL_UNSEEN', line: 1, detail: markup('warning') }],
      logs: [{ level: 'error', line: 1, text: markup('log') }],
      error: {
        code: 'SCRIPT_FAILED',
        docsError: -3,
        retryable: false,
        detail: markup('error detail'),
        at: { line: 1, column: 1, message: markup('error message') },
      },
      files: [
        stored('x.html', text(script('x.html'), 'text/html')),
        stored(
          'x.svg',
          text(`<svg xmlns="http://www.w3.org/2000/svg">${script('x.svg')}</svg>`, 'image/svg+xml'),
        ),
        stored('x.xml', text(`<?xml version="1.0"?><x>${script('x.xml')}</x>`, 'text/xml')),
        stored('x.txt', text(script('x.txt'))),
        {
          ...stored('x.pdf', {
            contentType: 'application/pdf',
            bytes: Buffer.from(script('x.pdf')),
          }),
        },
        { ...stored('x.png', { contentType: 'image/png', bytes: Buffer.from(script('x.png')) }) },
        { ...stored(markup('file name').replaceAll('/', '∕')), contentType: 'text/plain' },
      ],
    }),
    buildData({ source: { upload: markup('upload') } }),
    buildData({ source: { url: 'javascript:window.canary="url"' } }),
  ];
  world.templates = [hostileTemplate()];
  world.documents = {
    [HOSTILE_KEY]: { savedAt: markup('time'), status: 6, forgotten: false, files: [] },
  };
  world.check = () => ({
    warnings: [{ code: 'METHOD_UNKNOWN', line: 1, detail: markup('finding') }],
    outputs: [{ name: markup('output'), format: 'pdf', line: 2 }],
  });
  world.command = () => ({ error: 0, users: [markup('user')], version: markup('version of Docs') });
  return world;
}

function hostileTemplate() {
  return {
    name: markup('name of a template').replaceAll('/', '∕'),
    version: markup('version of a template'),
    title: markup('title'),
    description: markup('description'),
    updatedAt: '2026-11-20T09:00:00.000Z',
    schema: {
      type: 'object',
      required: ['a'],
      properties: {
        a: {
          type: 'string',
          title: markup('title of a field'),
          description: markup('its description'),
        },
        [markup('property')]: { enum: [markup('choice')] },
      },
    },
    sample: { a: markup('sample') },
    inputs: [{ name: markup('input'), line: 1 }],
    outputs: [{ name: markup('saved file'), format: 'pdf', line: 2 }],
  };
}
