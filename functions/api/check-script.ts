import { JSON_BODY, readBody } from '../../shared/api/body/body.ts';
import { FORM_BODY } from '../../shared/api/body/multipart-form.ts';
import { http } from '../../shared/api/http.ts';
import { checkRequestedScript } from '../../shared/build/script-check.ts';

/** POST /v1/scripts/check: what can be said of a script before Docs sees it. Nothing is stored or run. */
export const handler = http(async (call) => ({
  body: checkRequestedScript(await readBody(call, [JSON_BODY, FORM_BODY])),
}));
