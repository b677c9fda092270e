import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../deploy.ts';
import { type Engine, installEngine } from '../docs-server/builder/engine.ts';
import { mergeProbes } from './merge-probes.ts';
import { engineVersion, type Probe, probe, runAndRead } from './run-probe.ts';

const FACTS = join(ROOT, 'shared/script/engine-facts.json');

/** `npm run facts`: lists the names that the engine has, which the check of scripts compares with. */
async function main(): Promise<void> {
  const engine = await installEngine({ onProgress: console.error });
  const probes: Record<string, Probe> = {};
  for (const kind of ['docx', 'xlsx', 'pptx'])
    probes[kind] = await probe(engine, `builder.CreateFile("${kind}");`);
  probes.pdf = await probePdf(engine);
  for (const [kind, { names }] of Object.entries(probes))
    console.log(`${kind}: ${names.classes} classes, ${names.names.length} names`);
  const facts = mergeProbes(await engineVersion(engine), probes);
  await writeFile(FACTS, `${JSON.stringify(facts, null, 2)}\n`);
  console.log(`Engine ${facts.engine}: wrote ${FACTS}`);
}

/** The engine creates no PDF, but opens one, from an address only. */
async function probePdf(engine: Engine): Promise<Probe> {
  const script =
    'builder.CreateFile("docx");\nbuilder.SaveFile("pdf", "page.pdf");\nbuilder.CloseFile();\n';
  const pdf = await runAndRead(engine, script, 'page.pdf');
  const server = createServer((_, response) => response.end(pdf)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    return await probe(engine, `builder.OpenFile("http://127.0.0.1:${port}/page.pdf");`);
  } finally {
    server.close();
  }
}

await main();
