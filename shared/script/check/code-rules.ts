import { type Place, placeFinder } from '../place.ts';
import { type Declarations, declarationFindings } from './declaration-rules.ts';
import type { Finding } from './finding.ts';
import { type Defined, type Located, nameFindings } from './name-rules.ts';
import type { CodePiece } from './read-pieces.ts';

/** `isOpenInCode`: the script may open and save documents in its JavaScript, by `builderJS`. */
export type CodeCheck = { findings: Finding[]; isOpenInCode: boolean };

/**
 * Checks the JavaScript of a script.
 *
 * @param isComplete whether every piece is a program: otherwise names may be defined where nobody sees it
 */
export function checkCode(pieces: CodePiece[], isComplete: boolean): CodeCheck {
  const defined = definedBy(pieces);
  const isOpenInCode = pieces.some(({ names }) =>
    names.uses.some((use) => use.name === 'builderJS'),
  );
  const known: Declarations = { document: -1, names: new Map() };
  const findings = pieces.flatMap(({ piece, stand, names, findings: own }) => {
    const kind = isOpenInCode || stand.kind === 'vsdx' ? null : stand.kind;
    const isKnown = isComplete && stand.kind !== 'vsdx';
    const located = [...(isKnown ? nameFindings(names, defined, kind) : []), ...own];
    const placeAt = placeFinder(piece.lines);
    const declared = declarationFindings(known, placeAt, stand, names.declarations);
    return [...declared, ...located.map((finding) => placed(placeAt, finding))];
  });
  return { findings, isOpenInCode };
}

function definedBy(pieces: CodePiece[]): Defined {
  const defined = {
    declared: new Set<string>(),
    members: new Set<string>(),
    guarded: new Set<string>(),
  };
  for (const { names } of pieces) {
    for (const name of names.declared) defined.declared.add(name);
    for (const name of names.members) defined.members.add(name);
    for (const name of names.guarded) defined.guarded.add(name);
  }
  return defined;
}

function placed(placeAt: (offset: number) => Place, { start, ...finding }: Located): Finding {
  return { ...finding, ...placeAt(start) };
}
