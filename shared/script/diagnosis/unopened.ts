import { quoted } from '../check/finding.ts';

/** A file that Docs could not open. */
export type Unopened = {
  /** As the script has it, or the name of an input as `input://<name>`. */
  address: string;
  hasPassword: boolean;
};

/** What is wrong with a file that Docs could not open, as far as that is known without the file. */
export function unopenedMessage({ address, hasPassword }: Unopened): string {
  const locked = hasPassword ? 'locked with another password' : 'locked with a password';
  return `builder.OpenFile: Docs cannot open ${shown(address)}. Docs did not get the file, or it is damaged, no office file, or ${locked}.`;
}

/** The query of an address may be secret. */
function shown(address: string): string {
  const isInput = address.startsWith('input://');
  return quoted(isInput ? address : (address.split(/[?#]/, 1)[0] ?? ''));
}
