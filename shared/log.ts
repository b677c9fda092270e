import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { GatewayError, nameOf } from './errors.ts';
import { METRICS } from './metric.ts';

/** What may stand in a line: names, numbers and ids, never a token, a body or script text. */
export type Facts = Record<string, string | number | boolean | null | undefined>;

type Line = { facts: Facts; fault?: unknown };

const { namespace, service: serviceName } = METRICS;
const logger = new Logger({ serviceName });
const metrics = new Metrics({ namespace, serviceName });
const lines = new AsyncLocalStorage<Line>();

/**
 * Runs one call and writes one line about it when it ends: its name, what was noted meanwhile, how
 * long it took. What `work` throws is logged with it and thrown on.
 */
export async function logged<T>(
  call: string,
  context: Context | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const line: Line = { facts: {} };
  const since = performance.now();
  if (context) logger.addContext(context);
  try {
    return await lines.run(line, work);
  } catch (error) {
    line.fault ??= error;
    throw error;
  } finally {
    write(call, line, performance.now() - since);
  }
}

/** Adds to the line of the call under way; outside a call it does nothing. */
export function note(facts: Facts): void {
  Object.assign(lines.getStore()?.facts ?? {}, facts);
}

/** Puts what went wrong into the line of the call under way, which makes it a line of level ERROR. */
export function noteFault(error: unknown): void {
  const line = lines.getStore();
  if (line) line.fault = error;
}

/** Counts one of something in CloudWatch; the values of a dimension must be few and known beforehand. */
export function count(name: string, dimensions: Record<string, string> = {}): void {
  const metric = metrics.singleMetric();
  metric.addDimensions(dimensions);
  metric.addMetric(name, MetricUnit.Count, 1);
}

function write(call: string, { facts, fault }: Line, durationMs: number): void {
  const extra = { ...facts, durationMs: Math.round(durationMs) };
  if (fault === undefined) logger.info(call, extra);
  else logger.error(call, { ...extra, fault: readFault(fault) });
}

/**
 * The parts of a thrown value that are ours to log. Errors of AWS's clients carry whole rows and
 * responses in other properties, and a SyntaxError quotes the text it met.
 */
function readFault(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: nameOf(error) };
  return {
    name: nameOf(error),
    code: error instanceof GatewayError ? error.code : undefined,
    message: error instanceof SyntaxError ? undefined : error.message,
    stack: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)),
    cause: error.cause !== undefined && depth < 3 ? readFault(error.cause, depth + 1) : undefined,
  };
}
