import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PAGE_ROUTES, ROUTES } from '../../shared/api/routes.ts';
import { HELD_CALL_SECONDS } from '../../shared/limits.ts';
import { type Environment, only } from './environment.ts';
import { type FunctionDefaults, GatewayFunction, type GatewayFunctionProps } from './function.ts';
import type { Resources } from './resources.ts';

/** A file of `functions/api/` that a route of the API uses. */
export type ApiFile = (typeof ROUTES)[number]['function'];

type PageFile = (typeof PAGE_ROUTES)[number]['function'];

export interface ApiFunctionsProps extends Resources {
  /** Reserved concurrency of each function that can hold an answer; 0 reserves none. */
  readonly heldCalls: number;
}

/** The timeout of a function that can hold its answer or that has much work before it answers. */
export const LONGEST_CALL = Duration.seconds(HELD_CALL_SECONDS);

/** The settings of a function that can hold its answer. */
export function holding({ heldCalls }: ApiFunctionsProps) {
  return {
    timeout: LONGEST_CALL,
    memorySize: 256, // a build with 100 files takes 95 MiB, and its links a share of the processor
    reservedConcurrency: heldCalls || undefined,
  };
}

/** Its calls take milliseconds; the rest is for a cold start and the SDK's own retries. */
export const QUICK = {
  timeout: Duration.seconds(10),
  memorySize: 256, // a cold start takes half as long as with 128
};

type ApiFunctionProps = Omit<
  GatewayFunctionProps,
  'file' | 'environment' | keyof FunctionDefaults
> & {
  /** The variables that the function reads. */
  readonly variables: (keyof Environment)[];
};

/** A function of the HTTP API, with the name of its file. */
export function apiFunction(
  scope: Construct,
  file: ApiFile | PageFile,
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
