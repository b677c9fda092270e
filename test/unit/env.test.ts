import { equal, throws } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { env, envNumber } from '../../shared/env.ts';

beforeEach(() => {
  delete process.env.MAX_IN_FLIGHT;
});

test('env() returns the value of a variable unchanged, also when it is empty', () => {
  process.env.MAX_IN_FLIGHT = '';
  equal(env('MAX_IN_FLIGHT'), '');
});

test('env() throws an error that names a variable that is not set', () => {
  throws(() => env('MAX_IN_FLIGHT'), {
    message: 'environment variable MAX_IN_FLIGHT is not set',
  });
});

test('envNumber() returns a number', () => {
  process.env.MAX_IN_FLIGHT = '4';
  equal(envNumber('MAX_IN_FLIGHT'), 4);
});

test('envNumber() throws an error that names a variable that is not a number', () => {
  for (const value of ['four', 'Infinity', '', ' ']) {
    process.env.MAX_IN_FLIGHT = value;
    throws(() => envNumber('MAX_IN_FLIGHT'), {
      message: 'environment variable MAX_IN_FLIGHT is not a number',
    });
  }
});
