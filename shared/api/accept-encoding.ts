/** Whether `Accept-Encoding` names a coding, or any coding, without the weight 0. */
export function accepts(coding: 'br' | 'gzip', acceptEncoding = ''): boolean {
  const accepted = acceptEncoding.toLowerCase().split(',');
  const [named, any] = [coding, '*'].map((name) =>
    accepted.find((text) => text.split(';')[0]?.trim() === name),
  );
  const match = named ?? any;
  return match !== undefined && !/;\s*q=0(?:\.0*)?\s*$/.test(match);
}
