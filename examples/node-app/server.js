const { createServer } = require('node:http');
const leftPad = require('left-pad');

let count = 0;
createServer((request, response) => {
  count += 1;
  response.end(`hello number ${leftPad(count, 6)}\n`);
}).listen(3000);
