const WIDTH = 30;

/** Shows how far the run is: a bar that is drawn again on a terminal, a line for each stage elsewhere. */
export function progressOf(out: NodeJS.WriteStream, total: number) {
  let last = '';
  return {
    show(done: number, text: string): void {
      if (out.isTTY) {
        out.write(`\r\x1b[2K${bar(done, total)} ${done}/${total}  ${text}`);
        return;
      }
      if (text === last) return;
      last = text;
      out.write(`${done}/${total}  ${text}\n`);
    },
    /** Prints lines that stay, above the bar. */
    print(text: string): void {
      out.write(out.isTTY ? `\r\x1b[2K${text}\n` : `${text}\n`);
    },
  };
}

/** `[######------]` */
export function bar(done: number, total: number): string {
  const full = total === 0 ? WIDTH : Math.round((done / total) * WIDTH);
  return `[${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}]`;
}
