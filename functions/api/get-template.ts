import { http } from '../../shared/api/http.ts';
import { viewTemplate } from '../../shared/api/templates/view-template.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';

const bucket = bucketFromEnv();

/** GET /v1/templates/{name}: what a template needs and what it gives, without its script. */
export const handler = http(async ({ params: { name = '' } }) => ({
  body: await viewTemplate(bucket, name),
}));
