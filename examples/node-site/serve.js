const { createServer } = require('node:http');
const { readFileSync } = require('node:fs');

const page = readFileSync('dist/index.html');
createServer((request, response) => response.end(page)).listen(8080);
