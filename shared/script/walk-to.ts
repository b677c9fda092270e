import type { Node } from 'acorn';
import { type Enter, walk } from './walk.ts';

/**
 * Visits only the nodes in whose code a word occurs, in the order of the text.
 *
 * @param text of the program
 */
export function walkTo(word: string, text: string, program: Node, enter: Enter): void {
  const offsets: number[] = [];
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) offsets.push(at);
  if (offsets.length === 0) return;
  let next = 0;
  walk(program, (node, isCertain) => {
    // Nodes are visited in the order of where they begin.
    while ((offsets[next] ?? node.start) < node.start) next++;
    return (offsets[next] ?? node.end) < node.end ? enter(node, isCertain) : false;
  });
}
