import { orAnnounce, orUnavailable } from '../../shared/api/callbacks/callback-refusal.ts';
import { readToken } from '../../shared/api/callbacks/callback-token.ts';
import { readCallback } from '../../shared/api/callbacks/read-callback.ts';
import { openHttp } from '../../shared/api/http.ts';
import { receiveCallback } from '../../shared/documents/receive-callback.ts';
import { env } from '../../shared/env.ts';
import { busFromEnv } from '../../shared/events/bus.ts';
import { CALLBACK_HOLD_MS } from '../../shared/limits.ts';
import { secretFromEnv } from '../../shared/secret.ts';
import { queueFromEnv } from '../../shared/sqs.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';

const tokenDeps = {
  outbox: secretFromEnv('OUTBOX_SECRET_NAME'),
  tokenHeader: env('DOCS_TOKEN_HEADER'),
};
const keyPrefix = env('KEY_PREFIX');
const bus = busFromEnv();
const deps = {
  table: tableFromEnv(),
  bucket: bucketFromEnv(),
  queue: queueFromEnv('CALLBACKS_QUEUE_URL'),
};

/** POST /v1/callbacks: receives a callback of Docs; answers once its files are in S3. */
export const handler = openHttp((call) =>
  orUnavailable(async () => {
    const claims = await readToken(tokenDeps, call);
    const received = await orAnnounce(bus, call, claims, () =>
      readCallback(keyPrefix, call, claims),
    );
    await receiveCallback(deps, received, call.receivedAt, call.receivedAt + CALLBACK_HOLD_MS);
    return { body: { error: 0 } };
  }),
);
