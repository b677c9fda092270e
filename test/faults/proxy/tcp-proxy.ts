import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyToxic, type Toxic } from './toxics.ts';

/** A toxic that is switched on. */
export type ActiveToxic = Toxic & {
  /** How often it changed what a connection did. */
  hits: number;
};

/**
 * Starts a TCP proxy on 127.0.0.1. Toxics apply to what the server sends, to connections that are open
 * and to new ones.
 *
 * @param targetPort where connections go, on 127.0.0.1
 */
export async function openTcpProxy(targetPort: number) {
  const toxics = new Set<ActiveToxic>();
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => accept(client));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const active = (...types: Toxic['type'][]) =>
    [...toxics].filter(({ type }) => types.includes(type));

  function accept(client: Socket): void {
    const [down] = active('down');
    if (down) {
      down.hits += 1;
      reset(client);
      return;
    }
    const upstream = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => breakBoth(client, upstream));
    }
    client.on('close', () => upstream.destroy());
    for (const toxic of active('timeout', 'reset_peer')) strike(toxic, client, upstream);
    client.pipe(upstream);
    void passOn(upstream, client, () => [...toxics]).catch(() => breakBoth(client, upstream));
  }

  function strike(toxic: ActiveToxic, client: Socket, upstream: Socket): void {
    toxic.hits += 1;
    const timer = setTimeout(() => {
      if (toxic.type === 'reset_peer') reset(client);
      breakBoth(client, upstream);
    }, toxic.value);
    client.once('close', () => clearTimeout(timer));
  }

  function breakAll(): void {
    for (const socket of [...sockets]) reset(socket);
  }

  return {
    port,
    /** Switches a toxic on. @returns the toxic with its hits, and what switches it off */
    add(toxic: Toxic) {
      const added: ActiveToxic = { ...toxic, hits: 0 };
      toxics.add(added);
      if (toxic.type === 'down') breakAll();
      return { toxic: added, remove: () => void toxics.delete(added) };
    },
    /** Breaks all open connections. */
    breakAll,
    async close() {
      server.close();
      breakAll();
      await once(server, 'close');
    },
  };
}

export type TcpProxy = Awaited<ReturnType<typeof openTcpProxy>>;

/** Breaks a connection with a reset. A socket that is being ended cannot send one: Node.js would never close it. */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

function breakBoth(client: Socket, upstream: Socket): void {
  client.destroy();
  upstream.destroy();
}

async function passOn(from: Socket, to: Socket, toxics: () => ActiveToxic[]): Promise<void> {
  let sent = 0;
  for await (const chunk of from) {
    const passed = await pass(chunk as Buffer, to, sent, toxics());
    if (passed === undefined) return void to.end();
    sent += passed;
  }
  for (const toxic of toxics().filter(({ type }) => type === 'slow_close')) {
    toxic.hits += 1;
    await sleep(toxic.value);
  }
  to.end();
}

/** Sends one piece of data under all toxics. @returns the bytes sent; undefined if the connection ends */
async function pass(chunk: Buffer, to: Socket, sent: number, toxics: ActiveToxic[]) {
  let pieces = [chunk];
  let pauseMs = 0;
  for (const toxic of toxics) {
    const verdict = await applyToxic(toxic, Buffer.concat(pieces), sent);
    if (verdict.do === 'swallow') return 0;
    if (toxic.type !== 'slow_close') toxic.hits += 1;
    if (verdict.do === 'close') {
      to.write(verdict.after);
      return undefined;
    }
    pieces = verdict.pieces;
    pauseMs = Math.max(pauseMs, verdict.pauseMs);
  }
  for (const piece of pieces) {
    if (to.destroyed) return undefined;
    if (!to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    if (pauseMs > 0) await sleep(pauseMs);
  }
  return chunk.length;
}
