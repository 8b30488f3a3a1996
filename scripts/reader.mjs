/**
 * Compares our reading with BuildKit's own, recorded as JSON lines ({file, error, escape, nodes}).
 *
 *   node scripts/reader.mjs FOLDER TRUTH.jsonl
 *
 * Exit code 1 when an instruction, its text, lines, flags, JSON form or here-documents differ, or when we
 * refuse a file that BuildKit's parser accepts for another reason than its checks of flags and arguments.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileError } from '../dist/src/index.js';
import { readDockerfile } from '../dist/src/read/read.js';

const [folder, truth] = process.argv.slice(2);
if (folder === undefined || truth === undefined)
  throw new Error('usage: node scripts/reader.mjs FOLDER TRUTH.jsonl');

const counts = { equal: 0, different: 0, refusedByBoth: 0, refusedByUs: 0, refusedByBuildKit: 0 };
for (const line of readFileSync(truth, 'utf8').split('\n')) {
  if (line !== '') judge(JSON.parse(line));
}
process.stdout.write(`${JSON.stringify(counts)}\n`);
process.exitCode = counts.different > 0 || counts.refusedByBuildKit > 0 ? 1 : 0;

function judge(expected) {
  const text = readFileSync(join(folder, expected.file), 'utf8');
  let file;
  try {
    file = readDockerfile(text);
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error;
    if (expected.error !== undefined) counts.refusedByBoth += 1;
    else {
      counts.refusedByUs += 1;
      process.stdout.write(`REFUSED ${expected.file}: ${error.message}\n`);
    }
    return;
  }
  if (expected.error !== undefined) {
    counts.refusedByBuildKit += 1;
    process.stdout.write(`ACCEPTED ${expected.file}: ${expected.error}\n`);
    return;
  }
  const difference = differenceOf(file, expected);
  if (difference === null) counts.equal += 1;
  else {
    counts.different += 1;
    process.stdout.write(`DIFFERENT ${expected.file}: ${difference}\n`);
  }
}

function differenceOf(file, expected) {
  if (file.escape !== expected.escape) return `escape ${file.escape}`;
  const nodes = expected.nodes ?? [];
  if (nodes.length !== file.instructions.length)
    return `${file.instructions.length} instructions, not ${nodes.length}`;
  for (const [index, node] of nodes.entries()) {
    const difference = nodeDifference(file, file.instructions[index], node);
    if (difference !== null) return `line ${node.start}: ${difference}`;
  }
  return null;
}

function nodeDifference(file, instruction, node) {
  const told = (what, ours, theirs) => `${what}: ${JSON.stringify(ours)}, not ${JSON.stringify(theirs)}`;
  const pairs = [
    ['keyword', instruction.keyword, node.cmd.toUpperCase()],
    ['first line', instruction.lines.first, node.start],
    ['last line', instruction.lines.last, node.end],
    ['text', instruction.joined.text.trim(), node.original.trim()],
    ['flags', flagsOf(instruction), (node.sub ?? node).flags ?? []],
    ['JSON form', (instruction.trigger ?? instruction).json !== null, (node.sub ?? node).json === true],
    [
      'here-documents',
      heredocsOf(file, instruction),
      (node.heredocs ?? []).map(({ Name, FileDescriptor, Expand, Chomp, Content }) => ({
        Name,
        FileDescriptor,
        Expand,
        Chomp,
        Content,
      })),
    ],
  ];
  for (const [what, ours, theirs] of pairs) {
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) return told(what, ours, theirs);
  }
  return joinedFault(file, instruction);
}

function flagsOf(instruction) {
  return (instruction.trigger ?? instruction).flags.map(({ raw }) => raw);
}

function heredocsOf(file, instruction) {
  return instruction.heredocs.map(({ name, fileDescriptor, expand, chomp, content }) => {
    const body = file.text.slice(content.start, content.end);
    return { Name: name, FileDescriptor: fileDescriptor, Expand: expand, Chomp: chomp, Content: body };
  });
}

/** The position map must lead from each piece of the joined text to the same characters in the file. */
function joinedFault(file, { joined }) {
  for (const { at, source, length } of joined.segments) {
    if (joined.text.slice(at, at + length) !== file.text.slice(source, source + length))
      return `segment at ${at} is not the file's text`;
  }
  return null;
}
