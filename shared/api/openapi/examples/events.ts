import type { DetailType } from '../../../events/bus.ts';
import { buildExample } from './examples.ts';

const { files, logs, ...build } = buildExample;

/** Events as EventBridge delivers them; `docs/events.md` has one of each type. */
export const eventExamples: Partial<Record<DetailType, unknown>> = {
  'Build Succeeded': {
    version: '0',
    id: '2482c8e9-8914-43ea-b1ed-4273ea15aeb7',
    'detail-type': 'Build Succeeded',
    source: 'docs-gateway',
    account: '000000000000',
    time: '2026-11-22T08:00:02Z',
    region: 'eu-central-1',
    resources: [],
    detail: {
      metadata: {
        id: '01KAMXFC3VQ6T0V5M1Z7K9R2P4',
        version: '1',
        tenant: 'default',
        correlationId: 'order-0042',
      },
      data: { ...build, files: files.map(({ url, ...file }) => file) },
    },
  },
};
