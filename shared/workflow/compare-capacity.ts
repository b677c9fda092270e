import * as z from 'zod/mini';
import type { DocsClient } from '../docs/client.ts';
import { sendCommand } from '../docs/send-command.ts';
import { isGatewayError } from '../errors.ts';
import { addLogFields, logError, measure } from '../log.ts';
import { METRICS } from '../metric.ts';

export type CapacityDeps = {
  docs: DocsClient;
  maxInFlight: number;
  /** Servers of Docs behind its URL; the one that answers speaks for itself alone. */
  docsServers: number;
};

const licenseSchema = z.object({ server: z.object({ workersCount: z.int().check(z.positive()) }) });

/**
 * The slots that keep converters busy: a quarter more than converters, and at least one more, so that the next
 * build is in Docs when a converter becomes free.
 */
export function slotsFor(converters: number): number {
  return converters + Math.max(1, Math.ceil(converters / 4));
}

/**
 * Compares `maxInFlight` with the converters that the licence of Docs reports. More than twice the slots that keep
 * them busy is too many: builds then wait inside Docs, which kills them after 15 minutes and blames their scripts.
 * A Docs that cannot be asked or reports no converters is not compared.
 */
export async function compareCapacity(deps: CapacityDeps): Promise<void> {
  const { docs, maxInFlight, docsServers } = deps;
  const answer = await sendCommand(docs, { c: 'license' }).catch(unlessOfDocs);
  const { data } = licenseSchema.safeParse(answer);
  if (!data) return addLogFields({ converters: null });
  const converters = data.server.workersCount * docsServers;
  const hasTooMany = maxInFlight > 2 * slotsFor(converters);
  addLogFields({ converters, maxInFlight, slotsForConverters: slotsFor(converters) });
  measure(METRICS.tooManySlots, Number(hasTooMany));
  if (hasTooMany)
    logError(
      new Error(
        `maxInFlight is ${maxInFlight}, but Docs has ${converters} converters: builds wait inside Docs`,
      ),
    );
}

/** Other alarms report that Docs cannot be reached or refuses the token, so the comparison is skipped. */
function unlessOfDocs(error: unknown): undefined {
  if (!isGatewayError(error)) throw error;
  addLogFields({ code: error.code });
}
