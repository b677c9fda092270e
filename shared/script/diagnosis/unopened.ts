import { quoted } from '../check/finding.ts';
import type { InputKind } from '../input-kind.ts';
import { inputNamed } from '../input-reference.ts';

/** A file that Docs could not open. */
export type Unopened = {
  /** As the script has it, or the name of an input as `input://<name>`. */
  address: string;
  hasPassword: boolean;
};

/** What is known of a file that Docs could not open. */
export type KnownFile = InputKind | 'unfetched';

/** What is wrong with a file that Docs could not open. @param kind of the file, if it is known */
export function unopenedMessage({ address, hasPassword }: Unopened, kind?: KnownFile): string {
  const locked = hasPassword ? 'locked with another password' : 'locked with a password';
  return `builder.OpenFile: Docs cannot open ${shown(address)}. ${reason(locked, kind)}`;
}

function reason(locked: string, kind?: KnownFile): string {
  if (kind === 'unfetched') return 'Docs did not fetch the file.';
  if (kind === 'empty') return 'The file is empty.';
  if (kind === 'locked')
    return `The file is ${locked}, or damaged. The password is the second argument: "<m_sPassword>…</m_sPassword>".`;
  if (kind === 'picture' || kind === 'other') return 'The file is no office file.';
  if (kind === 'office') return `The file is damaged, or ${locked}.`;
  return `Docs did not get the file, or it is damaged, no office file, or ${locked}.`;
}

/** The query of an address may be secret. */
function shown(address: string): string {
  const isInput = inputNamed(address) !== undefined;
  return quoted(isInput ? address : (address.split(/[?#]/, 1)[0] ?? ''));
}
