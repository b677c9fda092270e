import { GatewayError } from '../errors.ts';
import { addLogFields, count } from '../log.ts';
import { METRICS } from '../metric.ts';

/**
 * The error for a template with a schema or a sample that cannot be used. It is counted, because an
 * operator must change the file: no request to the template can succeed.
 *
 * @param fault what is wrong, as the end of the sentence
 */
export function invalidTemplate(
  template: string,
  file: 'schema' | 'sample',
  fault: string,
): GatewayError {
  count(METRICS.templateInvalid);
  addLogFields({ template });
  const message = `The ${file} of the template ${template} cannot be used: ${fault}.`;
  return new GatewayError('TEMPLATE_INVALID', message);
}
