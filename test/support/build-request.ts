import { equal, ok } from 'node:assert/strict';
import { parseBuildRequest } from '../../shared/build/request.ts';
import { GatewayError } from '../../shared/errors.ts';

export const script = 'builder.SaveFile("docx", "a.docx");';

/** The pointers and rules with which an input is refused; none if it is accepted. */
export function refusal(input: unknown, parse: (input: unknown) => unknown = parseBuildRequest) {
  try {
    parse(input);
  } catch (error) {
    ok(error instanceof GatewayError);
    equal(error.code, 'REQUEST_INVALID');
    return error.details.errors ?? [];
  }
  return [];
}

/** This number of file names. */
export const named = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
