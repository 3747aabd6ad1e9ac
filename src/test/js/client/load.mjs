/** The client under test: the sources, or with CARILLON_CLIENT the file that is served. */
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const source = new URL('../../../main/resources/META-INF/resources/carillon/carillon.js', import.meta.url);

export const client = pathToFileURL(process.env.CARILLON_CLIENT ? resolve(process.env.CARILLON_CLIENT)
  : fileURLToPath(source));
/** What has the worker's part, which is evaluated once for each worker. */
export const worker = process.env.CARILLON_CLIENT ? client : new URL('worker.js', client);
export const { connect, Refusal } = await import(client.href);
