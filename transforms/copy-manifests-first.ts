/** The files that an installation reads are copied in front of it, and everything else behind it. */
import { defineTransform, type Finding, type Level, type Rewrite } from '../src/transform.js';
import { candidatesIn, type Candidate } from './copy-manifests-first/candidates.js';
import { editsFor } from './copy-manifests-first/edits.js';
import { isReadWhole, manifestsFor } from './copy-manifests-first/manifests.js';
import { refusalAt } from './joining/body.js';

export const copyManifestsFirst = defineTransform({
  name: 'copy-manifests-first',
  summary: 'Copy what an installation reads in front of it, and the sources behind it.',
  why:
    'An installation behind a COPY of the whole project is done again after every edit of a source. It reads no more than a ' +
    'few files that say what the project needs. When they are copied first, an edit of anything else finds the ' +
    'installation in the cache. At the level reshape, install scripts of packages are taken to look at nothing of the ' +
    'project, and `npm install` to leave a lock file alone that says what package.json says; and Yarn 1, pnpm, uv, Poetry, pipenv, Composer, ' +
    'Maven, Gradle, .NET, Mix and `go mod download` to read no more than their own files.',
  level: 'reshape',
  refusals: {
    context: 'the files of the project are not known: give the build context (--context)',
    builder: 'what other builders make of the folder that they copy to is not known well enough',
    copy: 'what is copied is not one plain folder of the build context, or the COPY has flags of its own',
    target: 'the COPY goes to a folder of the system, or to another one than that of the installation',
    between: 'another instruction stands between the COPY and the installation',
    alone: 'the RUN does something else as well, or is written in a form that is not followed',
    flags: 'a flag of the RUN may show it something else in the folder',
    settings: 'a variable or a setting may lead the installation to other files',
    lock: 'the installation may change a file that the COPY behind it would put back',
    missing: 'a file that the installation needs is not in the build context',
    content: 'a file that the installation reads cannot be read, or says something that is not followed',
    scripts: 'scripts may be run that read the sources',
    sources: 'the installation reads more of the project than can be told from its lists',
    user: 'folders below the project would be made with another mode, which is nothing to root alone',
    written: 'the build context has something where the installation writes',
    options: 'an option of the installation is not known',
  },
  options: {
    'all-managers': {
      summary:
        'Below reshape, also take Yarn 1, pnpm, uv and poetry, which look at more files and settings than npm, pip and bundle, and ' +
        '`go mod download`, where go.mod and go.sum are as `go mod tidy` leaves them: otherwise it changes them.',
      default: false,
    },
  },
  *find(file, options) {
    if (options.mode !== 'dev') return;
    for (const candidate of candidatesIn(file)) {
      const { copy, run } = candidate;
      if (options.ignores(copy) || options.ignores(run) || isReadWhole(file, candidate)) continue;
      const exact = manifestsFor(file, candidate, options.builder, false);
      const found = 'reason' in exact ? manifestsFor(file, candidate, options.builder, true) : exact;
      const odd = options.values['all-managers'] === true ? undefined : unusualIn(candidate);
      if ('reason' in found) yield refusalAt(run, 'reason' in exact ? exact : found);
      else if (found.names.length > 0)
        yield rewriteOf(
          candidate,
          found.names,
          editsFor(file, candidate, found),
          found === exact && odd === undefined ? 'exact' : 'reshape',
        );
    }
  },
});

/** A manager that looks at more than the others. */
const unusualIn = ({ installs }: Candidate): string | undefined =>
  installs.programs.find((program) => !/^(?:npm|(?:\/\S+\/)?pip[\d.]*|bundle)$/.test(program));

const RULES: readonly string[] = [
  'install scripts of packages look at nothing of the project, as a rule',
  'npm leaves a lock file as it is that says what package.json says, as a rule',
  'managers other than npm, pip and bundle read no more than their own files, as a rule',
];

function rewriteOf(
  { copy, run, target }: Candidate,
  names: readonly string[],
  edits: Rewrite['edits'],
  level: Level,
): Finding {
  return {
    kind: 'rewrite',
    at: { start: copy.span.start, end: run.span.end },
    edits,
    relies: [
      `of ${target ?? 'the project'} the installation reads ${names.join(', ')} and nothing else that is copied`,
      'it writes nothing that is copied',
      'the COPY behind it writes the same files once more, and gives folders below its target the mode of the context',
      'a file that the installation would read and that comes later (.npmrc, a lock file of another tool) is added to the first COPY',
      ...(level === 'exact' ? [] : RULES),
    ],
    because: 'the installation is done again only when what it reads has changed',
    level,
  };
}
