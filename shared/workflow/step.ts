import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { GatewayError, isGatewayError, nameOf } from '../errors.ts';
import { type Facts, logged, note } from '../log.ts';
import type { RunOf } from './execution.ts';
import { throwable } from './thrown.ts';

/**
 * The chain around a step of the state machine: one line logged per call, and what is thrown becomes an
 * error whose name the state machine knows, and whose message the build's end is made of.
 */
export function step<Input extends object, Output>(
  name: string,
  work: (input: Input) => Promise<Output>,
) {
  return middy<Input, Output, Error, Context>()
    .onError(({ error }) => {
      const known = isAwsError(error) ? storageFailed(error) : error;
      throw isGatewayError(known) ? throwable(known) : known;
    })
    .handler((input: Input, context: Context) =>
      logged(name, context, () => {
        note(namesIn(input));
        return work(input);
      }),
    );
}

function namesIn(input: Partial<RunOf>): Facts {
  return { tenant: input.tenant, build: input.id };
}

/** Errors of AWS's clients carry the metadata of their answer. */
function isAwsError(error: unknown): error is Error {
  return error instanceof Error && '$metadata' in error;
}

function storageFailed(cause: Error): GatewayError {
  return new GatewayError('STORAGE_FAILED', `AWS refused a step of the build: ${nameOf(cause)}.`, {
    cause,
  });
}
