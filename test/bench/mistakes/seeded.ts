import { readFileSync } from 'node:fs';
import { randomFrom } from '../random.ts';
import { KINDS, type Mistake } from './kinds.ts';

const SAMPLES = ['deck', 'form', 'invoice', 'report'];
const MISTAKES = 200;
const MAX_TRIES = 1000;

/** A mistake in one of the sample scripts. */
export type SeededMistake = Mistake & { seed: number; kind: string; sample: string };

/** The same 200 mistakes each time; each kind is as frequent as the others. */
export function seededMistakes(): SeededMistake[] {
  const kinds = Object.keys(KINDS);
  return Array.from({ length: MISTAKES }, (_, seed) => seeded(kinds[seed % kinds.length], seed));
}

function seeded(kind = '', seed: number): SeededMistake {
  const random = randomFrom(seed);
  for (let turn = 0; turn < MAX_TRIES; turn++) {
    const sample = random.pick(SAMPLES) ?? '';
    const mistake = KINDS[kind]?.(linesOf(sample), random);
    if (mistake) return { ...mistake, seed, kind, sample };
  }
  throw new Error(`seed ${seed} makes no mistake`);
}

function linesOf(sample: string): string[] {
  return readFileSync(pathOf(sample), 'utf8').split('\n');
}

const pathOf = (sample: string) => `infra/local/samples/templates/${sample}.docbuilder`;
