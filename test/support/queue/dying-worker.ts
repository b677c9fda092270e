/** Runs a function on an event as Lambda does, in a process that a test kills. Arguments: its file, the event. */
const [file = '', event = ''] = process.argv.slice(2);
const { handler } = (await import(`../../../functions/${file}.ts`)) as {
  handler: (event: unknown, context: unknown) => Promise<unknown>;
};
await handler(JSON.parse(event), {});
