import type { AnyNode } from 'acorn';
import { walk } from '../walk.ts';
import { closingTick, openingTick } from './ticks.ts';
import { add, copy, type Original, type Written } from './writer.ts';

/** The rewriting of one piece. */
export type Rewrite = {
  written: Written;
  original: Original;
  /** The name of the runtime. */
  runtime: string;
  /** The number of an offset in the table of places. */
  markAt: (offset: number) => number;
  /** Whether each turn of a loop, and each call of a callback, checks the time. */
  hasTicks: boolean;
  /** Functions that a call is given, with the offset of the name of what is called. */
  callbacks: Map<AnyNode, number>;
};

/** A line to add at an offset of the author's piece, in place of the next `skip` characters. */
export type Edit = { offset: number; skip: number; line: string };

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

function opening(node: AnyNode, rewrite: Rewrite): Edit | undefined {
  const { runtime, markAt, hasTicks } = rewrite;
  if (node.type === 'ThrowStatement')
    return {
      offset: node.start,
      skip: KEYWORD,
      line: `throw ${runtime}.t(${markAt(node.start)},(`,
    };
  return hasTicks ? openingTick(node, rewrite) : undefined;
}

function closing(node: AnyNode, rewrite: Rewrite): Edit | undefined {
  const { original, hasTicks } = rewrite;
  if (node.type === 'ThrowStatement') {
    const offset = original.text[node.end - 1] === ';' ? node.end - 1 : node.end;
    return { offset, skip: 0, line: '))' };
  }
  return hasTicks ? closingTick(node, rewrite) : undefined;
}
