/** The way to a value inside another: names of properties and positions in lists. */
export type Path = readonly (string | number)[];

/** The value at a path; undefined if there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (isContainer(at) ? own(at, step) : undefined), value);
}

/**
 * A copy of a value with another one at a path. What is on the way and absent is made; `undefined` removes the
 * property or the item.
 */
export function withValueAt(value: unknown, path: Path, next: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  const inner = withValueAt(isContainer(value) ? own(value, step) : undefined, rest, next);
  if (typeof step === 'number') {
    const items = Array.isArray(value) ? value : [];
    if (inner === undefined) return items.filter((_, position) => position !== step);
    return Object.assign([...items], { [step]: inner });
  }
  const before = isContainer(value) && !Array.isArray(value) ? Object.entries(value) : [];
  const others = before.filter(([name]) => name !== step);
  if (inner === undefined) return Object.fromEntries(others);
  // A property keeps its place, so that JSON does not change its order while someone types.
  const isNew = others.length === before.length;
  const entries = isNew ? [...before, [step, inner]] : replaced(before, step, inner);
  return Object.fromEntries(entries);
}

/** The JSON Pointer of a path below `/argument`, as errors of a request have it. */
export function pointerOf(path: Path): string {
  const steps = path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
  return ['/argument', ...steps].join('/');
}

function replaced(entries: [string, unknown][], step: string, value: unknown) {
  return entries.map(([name, before]) => [name, name === step ? value : before] as const);
}

function own(value: object, step: string | number): unknown {
  return Object.hasOwn(value, step) ? (value as Record<string | number, unknown>)[step] : undefined;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
