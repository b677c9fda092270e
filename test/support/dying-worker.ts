/** A process that is killed: it runs the function whose file is named, on the event that is given, as Lambda does. */
const [file = '', event = ''] = process.argv.slice(2);
const { handler } = (await import(`../../functions/${file}.ts`)) as {
  handler: (event: unknown, context: unknown) => Promise<unknown>;
};
await handler(JSON.parse(event), {});
