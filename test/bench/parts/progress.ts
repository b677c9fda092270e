/** Shows how much of a part is done, from 0 to 1. */
export type Progress = (share: number) => void;

const WIDTH = 24;

/** A bar for each part, which grows where the output is a terminal; elsewhere one line when it is full. */
export function progressBars(output: NodeJS.WriteStream) {
  return (name: string): Progress =>
    (share) => {
      const full = Math.round(share * WIDTH);
      const bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${name}`;
      const isDone = share >= 1;
      if (output.isTTY) output.write(`\r${bar}${isDone ? '\n' : ''}`);
      else if (isDone) output.write(`${bar}\n`);
    };
}
