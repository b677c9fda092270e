import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { orAnnounce, orUnavailable } from '../../shared/api/callback-refusal.ts';
import { readToken } from '../../shared/api/callback-token.ts';
import { openHttp } from '../../shared/api/http.ts';
import { readCallback } from '../../shared/api/read-callback.ts';
import { SHORT_CALLS, TRANSFERS } from '../../shared/aws.ts';
import { receiveCallback } from '../../shared/documents/receive-callback.ts';
import { env } from '../../shared/env.ts';
import { eventBus } from '../../shared/events/events.ts';
import { secretReader } from '../../shared/secret.ts';
import { table } from '../../shared/storage/rows/table.ts';
import { CALLBACK_HOLD_MS } from '../../shared/time-limits.ts';

const recognition = {
  outbox: secretReader(env('OUTBOX_SECRET_NAME')),
  tokenHeader: env('DOCS_TOKEN_HEADER'),
};
const keyPrefix = env('KEY_PREFIX');
const bus = eventBus(env('BUS_NAME'));
const receiving = {
  table: table(env('TABLE_NAME')),
  bucket: { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: TRANSFERS }) },
  queue: { sqs: new SQSClient({ requestHandler: SHORT_CALLS }), url: env('CALLBACKS_QUEUE_URL') },
};

/** POST /v1/callbacks: what Docs says of a document; answered when what it brings lies in S3. */
export const handler = openHttp((call) =>
  orUnavailable(async () => {
    const claims = await readToken(recognition, call);
    const received = await orAnnounce(bus, call, claims, () =>
      readCallback(keyPrefix, call, claims),
    );
    await receiveCallback(receiving, received, call.receivedAt, call.receivedAt + CALLBACK_HOLD_MS);
    return { body: { error: 0 } };
  }),
);
