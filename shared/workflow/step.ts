import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { GatewayError, nameOf } from '../errors.ts';
import { type Facts, logged, note } from '../log.ts';
import type { RunOf } from './execution.ts';

/**
 * The chain around a step of the state machine: one line logged per call, and what AWS's clients throw
 * becomes an error whose name the state machine knows to retry.
 */
export function step<Input extends object, Output>(
  name: string,
  work: (input: Input) => Promise<Output>,
) {
  return middy<Input, Output, Error, Context>()
    .onError(({ error }) => {
      throw isAwsError(error) ? storageFailed(error) : error;
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
