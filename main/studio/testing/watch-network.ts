import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import net from 'node:net';

/** Loaded into a process with `--import`: writes down every connection that it asks for, whether it comes about or not. */
const file = process.env['FACELOOM_TEST_NETWORK_LOG'];
if (file === undefined) throw new Error('FACELOOM_TEST_NETWORK_LOG names the file to write to');

const record = (what: string) => appendFileSync(file, `${process.pid} ${what}\n`);
record('watching');

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
  record(`connect ${JSON.stringify(args[0])}`);
  return Reflect.apply(connect, this, args);
} as typeof connect;

const lookup = dns.lookup;
dns.lookup = ((...args: unknown[]) => {
  record(`lookup ${String(args[0])}`);
  return Reflect.apply(lookup, dns, args);
}) as typeof lookup;
