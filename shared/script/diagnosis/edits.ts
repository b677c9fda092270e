import type { AnyNode, Statement } from 'acorn';
import { walk } from '../walk.ts';
import { add, copy, type Original, type Written } from './writer.ts';

/** The rewriting of one piece. */
export type Rewrite = {
  written: Written;
  original: Original;
  /** The name of the runtime. */
  runtime: string;
  /** The number of an offset in the table of places. */
  markAt: (offset: number) => number;
  /** Whether each turn of a loop checks the time. */
  hasTicks: boolean;
};

/** A line to add at an offset of the author's piece, in place of the next `skip` characters. */
type Edit = { offset: number; skip: number; line: string };

const KEYWORD = 'throw'.length;

/** Writes a node of the author's piece. Each value that it throws is noted with its place. */
export function copyEdited(rewrite: Rewrite, node: AnyNode): void {
  const { written, original } = rewrite;
  let from = node.start;
  for (const { offset, skip, line } of editsOf(node, rewrite)) {
    copy(written, original, from, offset);
    add(written, line);
    from = offset + skip;
  }
  copy(written, original, from, node.end);
}

function editsOf(root: AnyNode, rewrite: Rewrite): Edit[] {
  const opened: Edit[] = [];
  const closed: Edit[] = [];
  const enter = (node: AnyNode) => {
    const edit = opening(node, rewrite);
    if (edit) opened.push(edit);
  };
  const leave = (node: AnyNode) => {
    const edit = closing(node, rewrite);
    if (edit) closed.push(edit);
  };
  walk(root, enter, leave);
  // At the same offset, what ends comes before what begins. The sort keeps the order otherwise.
  return [...closed, ...opened].sort((a, b) => a.offset - b.offset);
}

function opening(node: AnyNode, { runtime, markAt, hasTicks }: Rewrite): Edit | undefined {
  if (node.type === 'ThrowStatement')
    return {
      offset: node.start,
      skip: KEYWORD,
      line: `throw ${runtime}.t(${markAt(node.start)},(`,
    };
  const body = hasTicks ? bodyOfLoop(node) : undefined;
  return body && { offset: body.start, skip: 0, line: `{${runtime}.k(${markAt(node.start)});` };
}

function closing(node: AnyNode, { original, hasTicks }: Rewrite): Edit | undefined {
  if (node.type === 'ThrowStatement') {
    const offset = original.text[node.end - 1] === ';' ? node.end - 1 : node.end;
    return { offset, skip: 0, line: '))' };
  }
  const body = hasTicks ? bodyOfLoop(node) : undefined;
  return body && { offset: body.end, skip: 0, line: '}' };
}

function bodyOfLoop(node: AnyNode): Statement | undefined {
  switch (node.type) {
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.body;
    default:
      return undefined;
  }
}
