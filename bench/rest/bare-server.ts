// The measure of what Node itself can do: node:http that answers every request with bytes that were given beforehand.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [file = ''] = process.argv.slice(2);
const answers = new Map(
  Object.entries(
    JSON.parse(readFileSync(file, 'utf8')) as Record<string, { status: number; body: string }>,
  ).map(([path, answer]) => [path, { status: answer.status, body: Buffer.from(answer.body) }]),
);

const server = createServer((request, response) => {
  request.resume();
  const answer = answers.get(`${request.method} ${request.url}`);
  if (answer === undefined) {
    response.writeHead(404, { 'Content-Length': 0 }).end();
    return;
  }
  response
    .writeHead(answer.status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': answer.body.length,
    })
    .end(answer.body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`ready at http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`);
});
