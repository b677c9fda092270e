import { equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { installEngine } from '../../../infra/local/docs-server/builder/engine.ts';
import { FAILING_SCRIPTS } from '../../support/script/failing-scripts.ts';
import { runToExplain } from '../../support/script/run-on-engine.ts';

const engine = await installEngine();

describe('on the engine of Docs', { concurrency: 2 }, () => {
  for (const { what, script, line, message } of FAILING_SCRIPTS) {
    test(`the explanation of a script that fails names the line and the words: ${what}`, async () => {
      const { explanation } = await runToExplain(engine, script);

      equal(explanation?.at?.line, line);
      ok(explanation?.at?.message.startsWith(message), explanation?.at?.message);
    });
  }
});
