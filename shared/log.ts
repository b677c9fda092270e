import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { GatewayError, nameOf } from './errors.ts';
import { METRICS } from './metric.ts';

/** What a log line may hold: names, numbers and ids, never a token, a body or script text. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

type Line = { fields: LogFields; error?: unknown };

const { service: serviceName } = METRICS;
const namespace = process.env.POWERTOOLS_METRICS_NAMESPACE ?? METRICS.namespace;
const logger = new Logger({ serviceName });
const metrics = new Metrics({ namespace, serviceName });
const lines = new AsyncLocalStorage<Line>();

/**
 * Runs one call and writes one log line when it ends: the call's name, the fields that were added
 * during the call, and the duration. An error that `work` throws is logged in that line and thrown again.
 */
export async function logged<T>(
  call: string,
  context: Context | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const line: Line = { fields: {} };
  const since = performance.now();
  // Powertools leaves empty fields out. Its log group names the function, and each byte of a log has a price.
  const named = { functionName: '', invokedFunctionArn: '', memoryLimitInMB: '' };
  if (context) logger.addContext({ ...context, ...named });
  try {
    return await lines.run(line, work);
  } catch (error) {
    line.error ??= error;
    throw error;
  } finally {
    write(call, line, performance.now() - since);
  }
}

/** Adds fields to the log line of the current call; does nothing outside a call. */
export function addLogFields(fields: LogFields): void {
  Object.assign(lines.getStore()?.fields ?? {}, fields);
}

/** Adds an error to the log line of the current call, which raises the line's level to ERROR. */
export function logError(error: unknown): void {
  const line = lines.getStore();
  if (line) line.error = error;
}

/** Adds one to a CloudWatch metric. The values of a dimension must be few and known in advance. */
export function count(name: string, dimensions: Record<string, string> = {}): void {
  measure(name, 1, dimensions);
}

type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];

/** Adds a value to a CloudWatch metric: a count, unless it has another unit. */
export function measure(
  name: string,
  value: number,
  dimensions: Record<string, string> = {},
  unit: Unit = MetricUnit.Count,
): void {
  const metric = metrics.singleMetric();
  metric.addDimensions(dimensions);
  metric.addMetric(name, unit, value);
}

/** Adds a time in milliseconds to a CloudWatch metric. */
export function measureMs(name: string, ms: number): void {
  measure(name, ms, {}, MetricUnit.Milliseconds);
}

function write(call: string, { fields, error }: Line, durationMs: number): void {
  const extra = { ...fields, durationMs: Math.round(durationMs) };
  if (error === undefined) logger.info(call, extra);
  else logger.error(call, { ...extra, error: loggable(error) });
}

/**
 * The parts of an error that are safe to log. Errors of AWS clients hold whole items and responses in
 * other properties, and the message of a SyntaxError quotes the text that was parsed.
 */
function loggable(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: nameOf(error) };
  return {
    name: nameOf(error),
    code: error instanceof GatewayError ? error.code : undefined,
    message: error instanceof SyntaxError ? undefined : error.message,
    stack: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)),
    cause: error.cause !== undefined && depth < 3 ? loggable(error.cause, depth + 1) : undefined,
  };
}
