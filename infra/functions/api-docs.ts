import type { Construct } from 'constructs';
import { type ApiFunctionsProps, apiFunction, holding, QUICK } from './api.ts';
import { CALLER_VARIABLES, COMMAND_VARIABLES } from './environment.ts';
import type { GatewayFunction } from './function.ts';

/** The functions behind the routes of documents, and those that call Docs or that Docs calls. */
export function docsFunctions(scope: Construct, props: ApiFunctionsProps) {
  return {
    'run-command': runCommand(scope, props),
    'get-document': getDocument(scope, 'get-document', props),
    'get-document-link': getDocument(scope, 'get-document-link', props),
    'serve-script': serveScript(scope, props),
    'receive-callback': receiveCallback(scope, props),
    'report-health': reportHealth(scope, props),
  };
}

function runCommand(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  const { docs, storage } = props;
  const made = apiFunction(scope, 'run-command', props, {
    description: 'POST /v1/commands: sends a command to Docs',
    ...holding(props),
    network: docs.network,
    variables: [...CALLER_VARIABLES, ...docs.variables, ...COMMAND_VARIABLES, 'MAX_HELD_CALLS'],
  });
  docs.grantInbox(made);
  storage.grantRows(made, 'Query'); // a forced save that is waited for
  storage.grantHolds(made);
  storage.grantReadVersions(made, 'documents');
  storage.grantCopy(made, 'documents');
  return made;
}

function getDocument(
  scope: Construct,
  file: 'get-document' | 'get-document-link',
  props: ApiFunctionsProps,
): GatewayFunction {
  const { storage } = props;
  const path = file === 'get-document' ? '' : '/files/{name}/link';
  const made = apiFunction(scope, file, props, {
    description: `GET /v1/documents/{key}${path}: the newest save`,
    ...QUICK,
    variables: [...CALLER_VARIABLES, 'BUCKET_NAME', 'KEY_PREFIX'],
  });
  storage.grantReadVersions(made, 'documents');
  return made;
}

function serveScript(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  const { docs, storage } = props;
  const made = apiFunction(scope, 'serve-script', props, {
    description: 'Serves scripts and inputs to Docs',
    ...QUICK,
    variables: [...docs.tokenVariables, 'TABLE_NAME', 'BUCKET_NAME'],
  });
  docs.grantOutbox(made);
  storage.grantRows(made, 'GetItem', 'UpdateItem'); // notes which inputs Docs has read
  storage.grantReadVersions(made, 'scripts', 'inputs', 'templates');
  return made;
}

function receiveCallback(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  const { docs, storage, queues, events } = props;
  const made = apiFunction(scope, 'receive-callback', props, {
    description: 'POST /v1/callbacks: takes callbacks of Docs',
    ...holding(props),
    variables: [
      ...docs.tokenVariables,
      'TABLE_NAME',
      'BUCKET_NAME',
      'BUS_NAME',
      'CALLBACKS_QUEUE_URL',
      'KEY_PREFIX',
    ],
  });
  docs.grantOutbox(made);
  storage.grantRows(made, 'GetItem', 'UpdateItem');
  storage.grantWrite(made, 'callbacks');
  queues.callbacks.grantSend(made);
  events.grantPut(made); // what cannot be kept is announced
  return made;
}

function reportHealth(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  const { docs } = props;
  const made = apiFunction(scope, 'report-health', props, {
    description: 'Health, the API description, unknown routes',
    ...QUICK,
    network: docs.network,
    variables: [...docs.variables, 'PUBLIC_URL', 'VERSION', 'PAGE_SETTINGS'],
  });
  docs.grantInbox(made);
  return made;
}
