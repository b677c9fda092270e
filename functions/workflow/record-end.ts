import { invocation } from '../../shared/invocation.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';
import { type EndInput, recordEnd } from '../../shared/workflow/record-end.ts';
import { startSignalFromEnv } from '../../shared/workflow/starting/start-signal.ts';

const deps = {
  table: tableFromEnv(),
  bucket: bucketFromEnv(),
  signalStart: startSignalFromEnv(),
};

/** Steps "Record" and "Record failure": records the end of a build that has not ended yet. */
export const handler = invocation('record-end', (input: EndInput) => recordEnd(deps, input));
