import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from '../python/environment.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from './emulator.ts';

export type AwsRequest = Omit<EmulatorOptions, 'python'> & {
  onProgress: (line: string) => void;
};

const LOCAL = fileURLToPath(new URL('../../../.local/', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/**
 * Starts the AWS emulator, with nothing in it but what it kept; installs it into `.local/emulator`
 * on first use.
 *
 * @param request its folder is the stack's: the emulator has one of its own in it
 * @throws {SetupError} whose message is one sentence that says what to do
 */
export async function startAws({ folder, onProgress, ...options }: AwsRequest): Promise<Emulator> {
  const { python } = await pythonEnvironment({
    folder: join(LOCAL, 'emulator'),
    requirements: REQUIREMENTS,
    onProgress: (line) => {
      if (/:|Downloading/.test(line)) onProgress(line); // of the small packages, nothing
    },
  });
  return startEmulator({ ...options, python, folder: join(folder, 'aws') });
}
