import type { Construct } from 'constructs';
import { type ApiFunctionsProps, apiFunction, holding, LONGEST_CALL, QUICK } from './api.ts';
import { ADMISSION_VARIABLES, CALLER_VARIABLES } from './environment.ts';
import type { GatewayFunction } from './function.ts';

/** The functions behind the routes of builds: they use table and bucket, and never call Docs. */
export function buildFunctions(scope: Construct, props: ApiFunctionsProps) {
  return {
    'create-build': createBuild(scope, props),
    'check-script': checkScript(scope, props),
    'get-build': getBuild(scope, props),
    'list-builds': listBuilds(scope, props),
    'cancel-build': cancelBuild(scope, props),
    'erase-build': eraseBuild(scope, props),
    'get-file': getFile(scope, 'get-file', props),
    'get-file-link': getFile(scope, 'get-file-link', props),
  };
}

function createBuild(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  const { storage, queues } = props;
  const made = apiFunction(scope, 'create-build', props, {
    description: 'POST /v1/builds: accepts a build',
    ...holding(props),
    memorySize: 192, // a request of 4.4 MB takes 115 MiB; most of the time, the function waits for the end
    sourceMaps: false,
    variables: [...CALLER_VARIABLES, ...ADMISSION_VARIABLES, 'MAX_HELD_CALLS', 'MAX_IN_FLIGHT'],
  });
  storage.grantRows(made, 'GetItem', 'PutItem', 'Query'); // Query: to estimate when the build starts
  storage.grantHolds(made);
  storage.grantRead(made, 'templates', 'inputs');
  storage.grantReadVersions(made, 'results'); // to sign links, where the call waited for the end
  storage.grantWrite(made, 'scripts');
  storage.grantTakeBack(made, 'scripts'); // what it staged for a request that another one preceded
  queues.starts.grantSend(made);
  queues.fetches.grantSend(made);
  return made;
}

function checkScript(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  return apiFunction(scope, 'check-script', props, {
    description: 'POST /v1/scripts/check: checks a script, which it does not run',
    timeout: QUICK.timeout,
    memorySize: 1769, // the least with a whole processor
    variables: [...CALLER_VARIABLES],
  });
}

function getBuild(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  const { storage } = props;
  const made = apiFunction(scope, 'get-build', props, {
    description: 'GET /v1/builds/{id}',
    ...holding(props),
    sourceMaps: false,
    variables: [...CALLER_VARIABLES, 'TABLE_NAME', 'BUCKET_NAME', 'MAX_HELD_CALLS'],
  });
  storage.grantRows(made, 'GetItem');
  storage.grantHolds(made);
  storage.grantReadVersions(made, 'results');
  return made;
}

function listBuilds(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  const { storage } = props;
  const made = apiFunction(scope, 'list-builds', props, {
    description: 'GET /v1/builds',
    ...QUICK,
    variables: [...CALLER_VARIABLES, 'TABLE_NAME'],
  });
  storage.grantIndexes(made, 'byTenant', 'byCorrelation');
  storage.grantRows(made, 'BatchGetItem');
  return made;
}

function cancelBuild(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  const { storage, queues } = props;
  const made = apiFunction(scope, 'cancel-build', props, {
    description: 'POST /v1/builds/{id}/cancel',
    ...QUICK,
    variables: [...CALLER_VARIABLES, 'PUBLIC_URL', 'TABLE_NAME', 'BUCKET_NAME', 'STARTS_QUEUE_URL'],
  });
  storage.grantRows(made, 'GetItem', 'UpdateItem', 'DeleteItem');
  queues.starts.grantSend(made); // after the cancel of a build that Docs was never asked for
  return made;
}

function eraseBuild(scope: Construct, props: ApiFunctionsProps): GatewayFunction {
  const { storage } = props;
  const made = apiFunction(scope, 'erase-build', props, {
    description: 'DELETE /v1/builds/{id}',
    ...QUICK,
    timeout: LONGEST_CALL, // it may delete a hundred files and what was staged for them
    variables: [...CALLER_VARIABLES, 'TABLE_NAME', 'BUCKET_NAME'],
  });
  storage.grantRows(made, 'GetItem', 'PutItem', 'DeleteItem');
  storage.grantReadVersions(made, 'results'); // to see which build wrote a version
  storage.grantErase(made, 'results', 'scripts');
  return made;
}

function getFile(
  scope: Construct,
  file: 'get-file' | 'get-file-link',
  props: ApiFunctionsProps,
): GatewayFunction {
  const { storage } = props;
  const made = apiFunction(scope, file, props, {
    description: `GET /v1/builds/{id}/files/{name}${file === 'get-file' ? '' : '/link'}: fresh links`,
    ...QUICK,
    variables: [...CALLER_VARIABLES, 'TABLE_NAME', 'BUCKET_NAME'],
  });
  storage.grantRows(made, 'GetItem');
  storage.grantReadVersions(made, 'results');
  return made;
}
