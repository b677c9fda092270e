import { env, envNumber } from '../../env.ts';
import { type SourceRules, sourceRulesFromEnv } from '../../sources/source-url.ts';
import { type Bucket, bucketFromEnv } from '../../storage/objects/bucket.ts';
import { type Table, tableFromEnv } from '../../storage/table/table.ts';
import { type SendFetch, sendFetchFromEnv } from '../fetching/fetch-message.ts';
import { type StartSignal, startSignalFromEnv } from '../starting/start-signal.ts';

/** What admission depends on. */
export type AdmissionDeps = {
  stack: string;
  table: Table;
  bucket: Bucket;
  signalStart: StartSignal;
  sendFetch: SendFetch;
  publicUrl: string;
  sourceRules: SourceRules;
  /** Hours that a build may take, including the time that it waits for a slot. */
  waitHours: number;
  /** Days until a build's row expires. */
  keepDays: number;
};

/** Reads the environment; call it at cold start. */
export function admissionDepsFromEnv(): AdmissionDeps {
  return {
    stack: env('STACK_NAME'),
    table: tableFromEnv(),
    bucket: bucketFromEnv(),
    signalStart: startSignalFromEnv(),
    sendFetch: sendFetchFromEnv(),
    publicUrl: env('PUBLIC_URL'),
    sourceRules: sourceRulesFromEnv(),
    waitHours: envNumber('WAIT_HOURS'),
    keepDays: envNumber('KEEP_DAYS'),
  };
}
