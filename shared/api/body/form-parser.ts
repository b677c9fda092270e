import { Busboy, type BusboyConfig } from '@fastify/busboy';

/** A parser of one form. It is in a module of its own, which a function loads with its first form. */
export function openFormParser(config: BusboyConfig) {
  return new Busboy(config);
}
