import { equal, throws } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { env, envNumber } from '../shared/env.ts';

beforeEach(() => {
  delete process.env.MAX_IN_FLIGHT;
});

test('a variable is read as it stands, also when it is empty', () => {
  process.env.MAX_IN_FLIGHT = '';
  equal(env('MAX_IN_FLIGHT'), '');
});

test('a variable that is not set is named', () => {
  throws(() => env('MAX_IN_FLIGHT'), {
    message: 'environment variable MAX_IN_FLIGHT is not set',
  });
});

test('a number is read as a number', () => {
  process.env.MAX_IN_FLIGHT = '4';
  equal(envNumber('MAX_IN_FLIGHT'), 4);
});

test('a variable that holds no number is named', () => {
  for (const value of ['four', 'Infinity', '', ' ']) {
    process.env.MAX_IN_FLIGHT = value;
    throws(() => envNumber('MAX_IN_FLIGHT'), {
      message: 'environment variable MAX_IN_FLIGHT is no number',
    });
  }
});
