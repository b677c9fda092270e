import { deepEqual, equal } from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { serveInputs } from '../../../infra/local/author/input-server.ts';
import { installEngine } from '../../../infra/local/docs-server/builder/engine.ts';
import { replaceInScript } from '../../../shared/build/inputs.ts';
import { contentOf } from '../../support/script/file-content.ts';
import { runOnEngine, runToExplain } from '../../support/script/run-on-engine.ts';
import { SOUND_INPUTS, SOUND_SCRIPTS } from '../../support/script/sound-scripts.ts';

const engine = await installEngine();
const inputs = await serveInputs(SOUND_INPUTS);
after(inputs.close);

const contents = (files: Map<string, Buffer>) =>
  [...files].map(([name, file]) => [name, contentOf(file)]).sort();

describe('on the engine of Docs', { concurrency: 2 }, () => {
  for (const { what, script, argument } of SOUND_SCRIPTS) {
    test(`a script that succeeds saves the same files when it is instrumented: ${what}`, async () => {
      const linked = replaceInScript(script, inputs.linkTo);
      const plain = await runOnEngine(engine, linked, argument);
      const told = await runToExplain(engine, linked, { argument, keepsFiles: true });

      deepEqual([plain.outcome, told.outcome, told.explanation?.at], ['ok', 'ok', null]);
      equal(plain.files.size > 0, true);
      deepEqual(contents(told.files), contents(plain.files));
    });
  }
});
