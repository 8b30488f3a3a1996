const leftPad = require('left-pad');

module.exports = Array.from({ length: 10 }, (_, at) => leftPad(at * at, 4)).join('\n');
