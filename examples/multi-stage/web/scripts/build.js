const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const numbers = require('../src/numbers.js');

mkdirSync('dist', { recursive: true });
const page = readFileSync('src/index.html', 'utf8');
writeFileSync('dist/index.html', page.replace('{{numbers}}', numbers));
