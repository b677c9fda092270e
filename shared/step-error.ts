import { ERRORS, type GatewayError } from './errors.ts';

/** What a build's error says of a step that gave up. */
export type Thrown = { detail: string; docsError: number | null };

/**
 * The error that a step throws in place of one of ours. Lambda hands on a name, which Step Functions
 * goes by, and a message: that is why the message holds all that the build's error is to say.
 */
export function throwable({ name, message, details }: GatewayError): Error {
  const thrown: Thrown = { detail: message, docsError: details.docsError ?? null };
  return Object.assign(new Error(JSON.stringify(thrown)), { name });
}

/**
 * Reads back what a step threw. Only an error of ours explains itself: other messages may quote what
 * nobody should read.
 *
 * @param name as Step Functions reports it
 * @param cause the JSON that Lambda made of the error
 */
export function readThrown(name: string, cause: string | undefined): Thrown {
  const ours = Object.values(ERRORS).some((meaning) => meaning.name === name);
  const thrown = ours ? thrownIn(cause) : undefined;
  return thrown ?? { detail: `A step of the build ended with ${name}.`, docsError: null };
}

function thrownIn(cause: string | undefined): Thrown | undefined {
  try {
    const { detail, docsError } = JSON.parse(JSON.parse(cause ?? '').errorMessage);
    return typeof detail === 'string' ? { detail, docsError: docsError ?? null } : undefined;
  } catch {
    return undefined; // Lambda itself gave up, and says so in other words: the name tells the rest.
  }
}
