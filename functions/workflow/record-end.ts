import { env } from '../../shared/env.ts';
import { table } from '../../shared/storage/table.ts';
import { type EndInput, recordEnd } from '../../shared/workflow/record.ts';
import { step } from '../../shared/workflow/step.ts';

const builds = table(env('TABLE_NAME'));

/** Steps "Record" and "Record failure": the build's end, unless it has one. */
export const handler = step('record-end', (input: EndInput) => recordEnd(builds, input));
