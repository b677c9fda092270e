import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The name by which functions reach Docs. Only their look-ups know it: see `dns-stub.ts`. */
export const DOCS_HOST = 'docs.faults.internal';

const STUB = new URL('dns-stub.ts', import.meta.url);

/** A host name whose look-up the harness controls. */
export function hostName(folder: string) {
  const file = join(folder, 'host-name.txt');
  const answer = (text: string) => writeFileSync(file, text);
  answer('127.0.0.1');
  return {
    /** The variables of a function that resolves the name. */
    variables: (nodeOptions = '') => ({
      NODE_OPTIONS: `${nodeOptions} --import=${STUB.href}`.trim(),
      FAULTS_HOST_NAME: DOCS_HOST,
      FAULTS_HOST_FILE: file,
    }),
    /** Look-ups fail from now on, for good or for now. */
    fail: (code: 'ENOTFOUND' | 'EAI_AGAIN') => answer(code),
    restore: () => answer('127.0.0.1'),
  };
}

export type HostName = ReturnType<typeof hostName>;
