import { buildOne } from './build-one.js';

export default {
  fetch: async (_request, env) => new Response(await buildOne(env)),
};
