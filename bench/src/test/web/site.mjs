// SPDX-License-Identifier: Apache-2.0
// A tenant's website: /blank, the client as it lies in the repository under /web/, an application of pages/NAME.js(x)
// bundled with its SDKs as /NAME, and what a test adds with `route`.
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const WEB = fileURLToPath(new URL('../../../../relay/src/main/resources/web/', import.meta.url));
const MODULES = [join(HERE, 'node_modules'), join(HERE, '../sdk/node_modules')];
const TYPES = {
  '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.wasm': 'application/wasm',
};
const shell = (script) => `<!doctype html><meta charset="utf-8"><title>test</title><link rel="icon" href="data:,">
<div id="root"></div>${script}`;

let started;

/** The one of this process: { url, route(path, answer), close() }; `answer(url, body)` gives a Buffer, or what becomes JSON. */
export function site() {
  started ??= start();
  return started;
}

async function start() {
  const routes = new Map();
  const server = createServer((request, response) => serve(routes, request, response).catch((error) => {
    response.writeHead(500).end(String(error.stack));
  }));
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    route: (path, answer) => routes.set(path, answer),
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }),
  };
}

async function serve(routes, request, response) {
  const url = new URL(request.url, 'http://site');
  const type = TYPES[extname(url.pathname)] ?? TYPES['.html'];
  const [status, head, body] = await answer(routes, request, url, type);
  response.writeHead(status, { 'Content-Type': head, 'Cache-Control': 'no-store' }).end(body);
}

async function answer(routes, request, url, type) {
  const path = normalize(url.pathname);
  if (routes.has(path)) {
    const answered = await routes.get(path)(url, await textOf(request));
    return [200, type, Buffer.isBuffer(answered) ? answered : JSON.stringify(answered)];
  }
  if (path === '/blank') {
    return [200, type, shell('')];
  }
  if (path.startsWith('/web/')) {
    return [200, type, await readFile(join(WEB, path.slice('/web/'.length)))];
  }
  if (path.endsWith('-worklet.js')) { // what bundlers copy beside their bundle
    return [200, type, await readFile(join(WEB, 'client', path))];
  }
  const application = path.slice(1).replace(/\.js$/, '');
  if (!entry(application)) {
    return [404, TYPES['.html'], ''];
  }
  return [200, type, path.endsWith('.js') ? await bundled(entry(application))
    : shell(`<script type="module" src="/${application}.js"></script>`)];
}

function entry(application) {
  return ['js', 'jsx', 'tsx'].map((kind) => join(HERE, 'pages', `${application}.${kind}`)).find(existsSync);
}

const bundles = new Map();

/** As applications do it: the SDKs' own builds for browsers, and `visemux` by its package.json. */
function bundled(file) {
  if (!bundles.has(file)) {
    bundles.set(file, bundle(file));
  }
  return bundles.get(file);
}

async function bundle(file) {
  const { outputFiles } = await build({
    entryPoints: [file], bundle: true, write: false, format: 'esm', platform: 'browser', target: 'es2022',
    nodePaths: MODULES, jsx: 'automatic', define: { 'process.env.NODE_ENV': '"development"' }, logLevel: 'silent',
  });
  return outputFiles[0].contents;
}

async function textOf(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
