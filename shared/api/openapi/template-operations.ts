import type { ErrorCode } from '../../errors.ts';
import { STATUS } from '../../http-statuses.ts';
import { templateListQuerySchema } from '../queries.ts';
import type { Operation } from './operation.ts';

const CALLER: ErrorCode[] = ['FORBIDDEN', 'TENANT_MISSING', 'REQUEST_INVALID', 'MALFORMED'];

/** The routes of templates in `openapi.json`. */
export const TEMPLATE_OPERATIONS = {
  'GET /v1/templates': {
    operationId: 'listTemplates',
    tag: 'Builds',
    summary: 'List templates',
    description: 'Lists the templates of the operator. All tenants have the same.',
    reads: ['docs-gateway-tenant'],
    query: templateListQuerySchema,
    answers: {
      [STATUS.ok]: {
        description: 'A page of templates. The cursor of the last page is null.',
        schema: 'TemplateList',
      },
    },
    problems: CALLER,
  },
  'GET /v1/templates/{name}': {
    operationId: 'getTemplate',
    tag: 'Builds',
    summary: 'Get a template',
    description:
      'Returns what the argument of a template must be, a sample of it, and the files that its script reads and saves. The script itself is not shown.',
    reads: ['docs-gateway-tenant'],
    answers: { [STATUS.ok]: { description: 'The template.', schema: 'Template' } },
    problems: [...CALLER, 'NOT_FOUND', 'TEMPLATE_INVALID', 'SCRIPT_INVALID', 'SCRIPT_TOO_LARGE'],
  },
} satisfies Record<string, Operation>;
