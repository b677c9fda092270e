import { env, envNumber } from '../env.ts';
import { type SourceRules, sourceRulesFromEnv } from '../sources/source-url.ts';
import { type Queue, queueFromEnv, sendMessage } from '../sqs.ts';
import { type Bucket, bucketFromEnv } from '../storage/objects/bucket.ts';
import { type Table, tableFromEnv } from '../storage/rows/table.ts';

/** What admission depends on. */
export type AdmissionDeps = {
  stack: string;
  table: Table;
  bucket: Bucket;
  ring: Bell;
  publicUrl: string;
  sourceRules: SourceRules;
  /** Hours a build may take, its waiting included. */
  waitHours: number;
  /** Days that its row is kept. */
  keepDays: number;
};

/** Wakes `start-build`. A lost message delays a build by a minute at most: a schedule wakes it too. */
export type Bell = () => Promise<void>;

/** Reads the environment once, at cold start. */
export function admissionDepsFromEnv(): AdmissionDeps {
  return {
    stack: env('STACK_NAME'),
    table: tableFromEnv(),
    bucket: bucketFromEnv(),
    ring: bellFromEnv(),
    publicUrl: env('PUBLIC_URL'),
    sourceRules: sourceRulesFromEnv(),
    waitHours: envNumber('WAIT_HOURS'),
    keepDays: envNumber('KEEP_DAYS'),
  };
}

export function bell(queue: Queue): Bell {
  return () => sendMessage(queue, '{}');
}

export function bellFromEnv(): Bell {
  return bell(queueFromEnv('STARTS_QUEUE_URL'));
}
