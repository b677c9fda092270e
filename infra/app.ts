import { join } from 'node:path';
import { App, Tags } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { checkWithNag } from './checks/nag.ts';
import { CONTEXT_KEY, parseConfig } from './config/config.ts';
import { bundleFunctions } from './functions/bundle.ts';
import { buildPages } from './pages/build.ts';
import { GatewayStack } from './stack.ts';

const app = new App();
const config = parseConfig(app.node.tryGetContext(CONTEXT_KEY));
const folder = await bundleFunctions();
if (config.pages) await buildPages(join(folder, 'api/show-page/pages'));
const stack = new GatewayStack(app, config.stackName, {
  config,
  codeOf: (file) => Code.fromAsset(join(folder, file)),
  description: 'Docs Gateway: a serverless gateway in front of ONLYOFFICE Docs',
});
for (const [name, value] of Object.entries(config.tags)) Tags.of(stack).add(name, value);
checkWithNag(app);
