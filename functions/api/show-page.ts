import { openHttp } from '../../shared/api/http.ts';
import { answerPage, pageDepsFromEnv } from '../../shared/pages/answer-page.ts';

const deps = pageDepsFromEnv();

/** GET /console, GET /reference, and the files of these pages. */
export const handler = openHttp((call) => answerPage(deps, call));
