import { http } from '../../shared/api/http.ts';
import { parseTemplateListQuery } from '../../shared/api/queries.ts';
import { viewTemplates } from '../../shared/api/templates/view-templates.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';

const bucket = bucketFromEnv();

/** GET /v1/templates: a page of the operator's templates. */
export const handler = http(async ({ query }) => ({
  body: await viewTemplates(bucket, parseTemplateListQuery(query)),
}));
