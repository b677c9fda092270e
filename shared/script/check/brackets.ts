import { type Comment, type Token, tokenizer } from 'acorn';

/** What surrounds a place of a text. `start` is where it begins; `isClass` is never told apart from a block. */
export type Surrounding = { what: 'bracket' | 'template' | 'comment'; start: number };

const OPENING = new Set(['(', '[', '{', '${']);
const CLOSING = new Set([')', ']', '}']);

/**
 * Reads the tokens of a text that need not be a program.
 *
 * @param places ascending offsets; each lies between two tokens, or within a template or comment
 * @returns what surrounds each place, null for nothing; and whether every bracket is closed
 */
export function surroundings(text: string, places: readonly number[]) {
  const found: (Surrounding | null)[] = [];
  const open: number[] = [];
  const comments: Comment[] = [];
  let templateStart = 0;
  let isBalanced = true;
  const innermost = (): Surrounding | null => {
    const start = open.at(-1);
    return start === undefined ? null : { what: 'bracket', start };
  };
  const fill = (before: number, surrounding: Surrounding | null) => {
    for (let place = places[found.length]; place !== undefined && place < before; ) {
      found.push(commentAt(comments, place) ?? surrounding);
      place = places[found.length];
    }
  };
  const unreadable = readTokens(text, comments, (token) => {
    fill(token.start, innermost());
    if (token.type.label === '`') templateStart = token.start;
    if (token.type.label === 'template')
      fill(token.end, { what: 'template', start: templateStart });
    if (OPENING.has(token.type.label)) open.push(token.start);
    else if (CLOSING.has(token.type.label) && open.pop() === undefined) isBalanced = false;
  });
  fill(unreadable?.start ?? Number.POSITIVE_INFINITY, innermost());
  if (unreadable) fill(Number.POSITIVE_INFINITY, unreadable);
  return { found, isBalanced: isBalanced && open.length === 0 && !unreadable };
}

/** @returns the template or comment that does not end, if there is one */
function readTokens(
  text: string,
  comments: Comment[],
  take: (token: Token) => void,
): Surrounding | null {
  try {
    const options = { ecmaVersion: 2022, onComment: comments } as const;
    for (const token of tokenizer(text, options)) take(token);
    return null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { pos, message } = error as SyntaxError & { pos: number };
    return { what: message.includes('comment') ? 'comment' : 'template', start: pos };
  }
}

/** The last comments only: places ascend, and a comment is read before the token that follows it. */
function commentAt(comments: Comment[], place: number): Surrounding | null {
  for (let index = comments.length - 1; index >= 0; index--) {
    const comment = comments[index];
    if (!comment || comment.end <= place) return null;
    if (comment.start < place && comment.type === 'Block')
      return { what: 'comment', start: comment.start };
  }
  return null;
}
