import * as z from 'zod/mini';

/** The error texts complete "<setting> was <value>; it should be …". */
export const text = (should: string) => z.string(should).check(z.minLength(1, should));
export const matching = (pattern: RegExp, should: string) =>
  z.string(should).check(z.regex(pattern, should));
export const from = (least: number, most: number) => {
  const should = `a whole number from ${least} to ${most}`;
  return z.int(should).check(z.minimum(least, should), z.maximum(most, should));
};
export const texts = (should: string, least: string) =>
  z.array(text(should), should).check(z.minLength(1, least));
export const yesOrNo = z.boolean('true or false');

export const HOST = String.raw`[^\s/?#@\\]+`;
export const baseUrl = matching(
  new RegExp(`^https?://${HOST}(/[^\\s?#]*[^\\s?#/])?$`),
  'an http(s) URL without a query and without a slash at the end',
);
export const origins = z.array(
  matching(new RegExp(`^https?://${HOST}$`), 'an origin such as https://app.example.com'),
  'a list of origins',
);
