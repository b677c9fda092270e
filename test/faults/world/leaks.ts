import { randomBytes } from 'node:crypto';

/** A text that may not be shown, with its name for the report. */
export type Secret = { name: string; text: string };

/** A text that was searched, and where it is: `log` or `history` of something, `event` or `row`. */
export type ShownText = { where: string; text: string };

/** Links that give whoever has them a right. */
const LINKS: [name: string, pattern: RegExp][] = [
  ['a link with a capability', /\/v1\/(scripts|inputs)\/[^/\s"]+\/[^/\s"]+\/[\w-]{20,}/],
  ['a presigned link', /[?&]X-Amz-Signature=[0-9a-f]{16}/i],
  ['a link to a file of Docs', /\/cache\/files\/[^\s"]*[?&]md5=/],
];

/** The names of the secrets and links that a text shows. */
export function shownIn(text: string, secrets: Secret[]): string[] {
  return [
    ...secrets.filter((secret) => text.includes(secret.text)).map(({ name }) => name),
    ...LINKS.filter(([, pattern]) => pattern.test(text)).map(([name]) => name),
  ];
}

/** A log line that shows a secret of its own and a link of each kind. */
export function canaryOf(text = `canary-${randomBytes(12).toString('hex')}`) {
  const link = `https://canary.invalid/v1/scripts/canary/canary/${text}`;
  const presigned = `https://canary.invalid/canary?X-Amz-Signature=${'0'.repeat(64)}`;
  const result = `https://canary.invalid/cache/files/data/canary?md5=canary`;
  const secret: Secret = { name: 'the canary', text };
  return { secret, line: [text, link, presigned, result].join(' ') };
}

export type Canary = ReturnType<typeof canaryOf>;

/** How many of the things that it shows a search must find in the line of a canary. */
export const CANARY_FINDS = 1 + LINKS.length;

/**
 * Searches texts for secrets and links.
 *
 * @param control a text that every kind of place must show, such as the name of a tenant
 * @returns one line for each secret and place; and why the search proves nothing, if it does not
 */
export async function search(
  texts: AsyncIterable<ShownText>,
  secrets: Secret[],
  { canary, control, kinds }: { canary: Canary; control: string; kinds: string[] },
): Promise<{ leaks: string[]; troubles: string[] }> {
  const leaks = new Set<string>();
  const controlled = new Set<string>();
  let canaryFinds = 0;
  for await (const { where, text } of texts) {
    if (text.includes(control)) controlled.add(where.split(' ')[0] as string);
    const shown = shownIn(text, [...secrets, canary.secret]);
    if (text.includes(canary.line)) canaryFinds = Math.max(canaryFinds, shown.length);
    else for (const name of shown) leaks.add(`${name} is in the ${where}`);
  }
  const troubles = kinds
    .filter((kind) => !controlled.has(kind))
    .map((kind) => `the search for secrets found no ${kind} of ${control}`);
  if (canaryFinds < CANARY_FINDS)
    troubles.push(`the search found ${canaryFinds} of ${CANARY_FINDS} secrets in a planted line`);
  return { leaks: [...leaks], troubles };
}
