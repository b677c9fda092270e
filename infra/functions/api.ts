import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ROUTES } from '../../shared/api/routes.ts';
import { HELD_CALL_SECONDS } from '../../shared/limits.ts';
import { type Environment, only } from './environment.ts';
import { type FunctionDefaults, GatewayFunction, type GatewayFunctionProps } from './function.ts';
import type { Resources } from './resources.ts';

/** A file of `functions/api/` that the route table names. */
export type ApiFile = (typeof ROUTES)[number]['function'];

export interface ApiFunctionsProps extends Resources {
  /** Concurrency kept for each function that holds answers; 0 keeps none. */
  readonly heldCalls: number;
}

/** For a function whose answer may be held, or that has much to do before it answers. */
export const LONGEST_CALL = Duration.seconds(HELD_CALL_SECONDS);

/** What a function is made with that holds its answers. */
export function holding({ heldCalls }: ApiFunctionsProps) {
  return {
    timeout: LONGEST_CALL,
    memorySize: 128, // it waits: more would be paid for and not used
    reservedConcurrency: heldCalls || undefined,
  };
}

/** Reads and writes of milliseconds; the rest is for a cold start and the SDK's own tries. */
export const QUICK = {
  timeout: Duration.seconds(10),
  memorySize: 256, // a cold start takes half the time it takes with 128
};

type ApiFunctionProps = Omit<
  GatewayFunctionProps,
  'file' | 'environment' | keyof FunctionDefaults
> & {
  /** What it reads. */
  readonly variables: (keyof Environment)[];
};

/** A function behind routes, under the name of its file. */
export function apiFunction(
  scope: Construct,
  file: ApiFile,
  { environment, defaults }: Resources,
  { variables, ...props }: ApiFunctionProps,
): GatewayFunction {
  return new GatewayFunction(scope, file, {
    file: `api/${file}`,
    ...props,
    ...defaults,
    environment: only(environment, ...variables),
  });
}
