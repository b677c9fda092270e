import { main } from './main.ts';

/** The program `docs-gateway` of the package. */
process.exitCode = await main(process.argv.slice(2), process.env, {
  result: (line) => console.log(line),
  progress: (line) => console.error(line),
});
