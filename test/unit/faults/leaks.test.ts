import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Canary,
  canaryOf,
  type ShownText,
  search,
  shownIn,
} from '../../faults/world/leaks.ts';

const canary = canaryOf('canary-1234567890-1234567890');
const secrets = [{ name: 'the token of a', text: 'token-of-a' }];

/** The result of a search in these texts and in the line of a canary. */
function searched(texts: ShownText[], line = canary.line, planted: Canary = canary) {
  async function* all() {
    yield* texts;
    yield { where: 'log of ask-docs', text: line };
  }
  const kinds = ['log', 'event'];
  return search(all(), secrets, { canary: planted, control: 'tenant-a', kinds });
}

const SOUND: ShownText[] = [
  { where: 'log of ask-docs', text: '{"tenant":"tenant-a"}' },
  { where: 'event Build Succeeded', text: '{"tenant":"tenant-a"}' },
];

test('a search that finds its canary and its control, and nothing else, shows no leak', async () => {
  deepEqual(await searched(SOUND), { leaks: [], troubles: [] });
});

test('each secret is reported once for each place that shows it', async () => {
  const { leaks } = await searched([
    ...SOUND,
    { where: 'log of start-build', text: 'token-of-a' },
    { where: 'log of start-build', text: 'again token-of-a' },
    { where: 'row BUILD#a#one', text: 'token-of-a' },
  ]);

  deepEqual(leaks, [
    'the token of a is in the log of start-build',
    'the token of a is in the row BUILD#a#one',
  ]);
});

test('links with a capability, presigned links and links to files of Docs are found in any text', () => {
  const capability = 'aBcD-efgh_1234567890xyz';
  const table: [text: string, found: string[]][] = [
    [`GET /v1/scripts/acme/01J/${capability} 200`, ['a link with a capability']],
    [`{"url":"https://a/v1/inputs/acme/01J/${capability}/a.png"}`, ['a link with a capability']],
    [`https://bucket/key?X-Amz-Signature=${'0a'.repeat(32)}`, ['a presigned link']],
    ['http://docs/cache/files/data/a/b.docx?md5=abc&expires=1', ['a link to a file of Docs']],
    ['GET /v1/scripts/{tenant}/{id}/{capability} 200', []],
    ['http://docs/cache/files/data/a/b.docx', []],
  ];
  for (const [text, found] of table) deepEqual(shownIn(text, []), found);
});

test('a search that does not find its canary, or no text of a kind, proves nothing', async () => {
  const withoutLine = await searched(SOUND, 'another line');
  const withoutEvent = await searched(SOUND.slice(0, 1));
  const cut = await searched(SOUND, canary.line, {
    ...canary,
    secret: { name: 'x', text: 'absent' },
  });

  deepEqual(
    [withoutLine.troubles, withoutEvent.troubles, cut.troubles],
    [
      ['the search found 0 of 4 secrets in a planted line'],
      ['the search for secrets found no event of tenant-a'],
      ['the search found 3 of 4 secrets in a planted line'],
    ],
  );
});
