import type { Construct } from 'constructs';
import { type ApiFunctionsProps, apiFunction, QUICK } from './api.ts';
import { CALLER_VARIABLES } from './environment.ts';
import type { GatewayFunction } from './function.ts';

/** The functions behind the routes of templates: they only read the folder `templates/`. */
export function templateFunctions(scope: Construct, props: ApiFunctionsProps) {
  return {
    'list-templates': listTemplates(scope, props),
    'get-template': getTemplate(scope, props),
  };
}

function listTemplates(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  const made = apiFunction(scope, 'list-templates', props, {
    description: 'GET /v1/templates',
    ...QUICK,
    variables: [...CALLER_VARIABLES, 'BUCKET_NAME'],
  });
  props.storage.grantList(made, 'templates');
  return made;
}

function getTemplate(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  const made = apiFunction(scope, 'get-template', props, {
    description: 'GET /v1/templates/{name}',
    ...QUICK,
    variables: [...CALLER_VARIABLES, 'BUCKET_NAME'],
  });
  props.storage.grantRead(made, 'templates');
  return made;
}
