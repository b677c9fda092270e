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
 * Starts the AWS emulator; on first use it is installed into `.local/emulator`.
 *
 * @param request `folder` is that of the stack; the emulator uses its subfolder `aws`
 * @throws {SetupError} its message is one sentence that says what to do
 */
export async function startAws({ folder, onProgress, ...options }: AwsRequest): Promise<Emulator> {
  const { python } = await pythonEnvironment({
    folder: join(LOCAL, 'emulator'),
    requirements: REQUIREMENTS,
    onProgress: (line) => {
      if (/:|Downloading/.test(line)) onProgress(line); // leaves out the small packages
    },
  });
  return startEmulator({ ...options, python, folder: join(folder, 'aws') });
}
