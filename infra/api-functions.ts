import { Construct } from 'constructs';
import { buildFunctions } from './api-build-functions.ts';
import { docsFunctions } from './api-docs-functions.ts';
import type { ApiFile, ApiFunctionsProps } from './api-function.ts';
import type { GatewayFunction } from './function.ts';

/** What answers HTTP; nothing but commands and health waits for Docs. */
export class ApiFunctions extends Construct {
  readonly byFile: Record<ApiFile, GatewayFunction>;

  constructor(scope: Construct, id: string, props: ApiFunctionsProps) {
    super(scope, id);
    this.byFile = { ...buildFunctions(this, props), ...docsFunctions(this, props) };
  }
}
