// A receiver of webhooks: checks the signature and prints one line for each event. Usage:
//   node receive-webhooks.mjs PORT_FILE SECRET_FILE REFUSE_FILE
// It listens on a free port and writes the port to PORT_FILE. It reads the secret when an event arrives.
// While REFUSE_FILE exists, it answers 400.
import {createHmac, timingSafeEqual} from 'node:crypto';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';

const [portFile, secretFile, refuseFile] = process.argv.slice(2);
const oldest = 5 * 60; // seconds; an older call may be a replay of a recorded one

function isGenuine(headers, body) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > oldest) {
    return false;
  }
  const key = Buffer.from(readFileSync(secretFile, 'utf8').trim().slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  return headers['webhook-signature'].split(' ').some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const body = Buffer.concat(parts);
    const genuine = isGenuine(request.headers, body);
    const event = JSON.parse(body);
    response.statusCode = !genuine ? 401 : existsSync(refuseFile) ? 400 : 204;
    console.log(response.statusCode, request.headers['webhook-id'], event.type, event.code);
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => writeFileSync(portFile, String(server.address().port)));
