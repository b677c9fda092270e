import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { GatewayError, isGatewayError, nameOf } from './errors.ts';
import { addLogFields, type LogFields, logged } from './log.ts';
import { throwable } from './step-error.ts';

/**
 * The chain around a function that answers no HTTP call: a step of the state machine, or one that a stream,
 * a schedule or a queue invokes. It logs one line per call. What is thrown becomes an error whose name the
 * state machine knows and whose message becomes the build's error.
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
        addLogFields(namesIn(input));
        return work(input);
      }),
    );
}

function namesIn(input: { tenant?: string; id?: string }): LogFields {
  return { tenant: input.tenant, build: input.id };
}

/** Errors of AWS's clients carry the metadata of their answer. */
function isAwsError(error: unknown): error is Error {
  return error instanceof Error && '$metadata' in error;
}

function storageFailed(cause: Error): GatewayError {
  return new GatewayError('STORAGE_FAILED', `A request to AWS failed: ${nameOf(cause)}.`, {
    cause,
  });
}
