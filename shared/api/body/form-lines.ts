const LF = 0x0a;
const CR = 0x0d;

/**
 * Rewrites a form whose lines end in LF alone, as some scripts and test tools write it, with the CRLF of
 * RFC 2046. The contents of parts stay as they are. Any other form is returned unchanged.
 */
export function withCrLf(body: Buffer, boundary: string): Buffer {
  const delimiter = Buffer.from(`--${boundary}`);
  const isOfLf = body.indexOf(delimiter) === 0 && body[delimiter.length] === LF;
  if (!isOfLf) return body;
  const separator = Buffer.concat([Buffer.from('\n'), delimiter]);
  const pieces: Buffer[] = [Buffer.from('--'), Buffer.from(boundary)];
  let start = delimiter.length;
  for (let end = body.indexOf(separator, start); end !== -1; end = body.indexOf(separator, start)) {
    pieces.push(partWithCrLf(body.subarray(start, end)), Buffer.from('\r\n'), delimiter);
    start = end + separator.length;
  }
  return Buffer.concat([...pieces, body.subarray(start)]);
}

/** One part, from the end of its delimiter: only the lines of its head are rewritten. */
function partWithCrLf(part: Buffer): Buffer {
  const end = part.indexOf('\n\n');
  if (end === -1 || part[end - 1] === CR) return part;
  const head = part.subarray(0, end).toString('latin1').replaceAll('\n', '\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), part.subarray(end + 2)]);
}

/**
 * Whether a line begins with the delimiter and goes on with something else. RFC 2046 does not allow it in a
 * part, and the parser would wait for more of such a form for ever.
 */
export function hasBrokenDelimiter(body: Buffer, boundary: string): boolean {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  for (let at = body.indexOf(delimiter); at !== -1; at = body.indexOf(delimiter, at + 1)) {
    const after = body
      .subarray(at + delimiter.length, at + delimiter.length + 2)
      .toString('latin1');
    if (after === '--') return false; // the end of the form
    if (after !== '\r\n') return true;
  }
  return false;
}
