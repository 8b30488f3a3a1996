/** Docker, Podman and Buildah: build a Dockerfile, give the image as an archive, run a command in it, take it away. */
import { EngineError } from './error.js';
import { output, run, type Host } from './process.js';

export type EngineName = 'docker' | 'podman' | 'buildah';

export const ENGINES: readonly EngineName[] = ['docker', 'podman', 'buildah'];

/** What is built, and how. */
export interface BuildRequest {
  /** Path of the Dockerfile. */
  readonly dockerfile: string;
  /** Folder of the build context. */
  readonly context: string;
  readonly target: string | null;
  readonly platform: string | null;
  /** A builder of buildx, by its name. */
  readonly builder: string | null;
  /** `--build-arg`, `--secret`, `--build-context` and what else the engine knows, as words. */
  readonly flags: readonly string[];
  /** Whether steps that have been built before are built again. */
  readonly fresh: boolean;
  /** Whether a command will be run in the image. */
  readonly runs: boolean;
  /** Whether steps are cached by builders that do so only when asked. */
  readonly caches: boolean;
  /** Whether nothing but the time and the steps matter: then no image has to come out of it. */
  readonly measures: boolean;
  readonly onLine: (line: string) => void;
}

export interface Built {
  /** The image as an archive; to be read once. */
  readonly archive: () => AsyncIterable<Uint8Array>;
  /** Its name in the engine; `null` when it is nowhere but in the archive. */
  readonly name: string | null;
}

export interface Engine {
  readonly name: EngineName;
  /** @throws EngineError when the build fails, with the log */
  readonly build: (request: BuildRequest, tag: string) => Promise<Built>;
  /** An image that the engine has, by its name. */
  readonly save: (image: string) => AsyncIterable<Uint8Array>;
  /** Runs a shell command in a new container of the image. */
  readonly runIn: (
    image: string,
    command: string,
  ) => Promise<{ readonly status: number; readonly output: string }>;
  readonly remove: (image: string) => Promise<void>;
}

/**
 * The engine of that name, or the first that answers.
 * @throws EngineError that says what to install or to start
 */
export async function findEngine(name: EngineName | null, host: Host): Promise<Engine> {
  const problems: string[] = [];
  for (const one of name === null ? ENGINES : [name]) {
    const problem = await problemOf(one, host);
    if (problem === null) return engineOf(one, host);
    problems.push(problem);
  }
  const advice =
    name === null
      ? 'install Docker (https://docs.docker.com/engine/install/), Podman or Buildah, or name one with --engine'
      : 'is it running, and may you use it?';
  throw new EngineError(`no engine to build with: ${problems.join('; ')}; ${advice}`);
}

async function problemOf(name: EngineName, host: Host): Promise<string | null> {
  const question = {
    docker: ['version', '--format', '{{.Server.Version}}'],
    podman: ['info'],
    buildah: ['info'],
  };
  try {
    const { status, log } = await run(host, name, question[name]);
    return status === 0 ? null : `${name} does not answer (${log.trim().split('\n').at(-1) ?? ''})`;
  } catch (error) {
    if (error instanceof EngineError && host.signal?.aborted !== true) return error.message;
    throw error;
  }
}

const engineOf = (name: EngineName, host: Host): Engine => ({
  name,
  build: async (request, tag) => build(name, host, request, tag),
  save: (image) => save(name, host, image),
  runIn: async (image, command) => runIn(name, host, image, command),
  remove: async (image) => {
    const words = name === 'buildah' ? ['rmi', image] : ['image', 'rm', image];
    await run({ ...host, signal: null }, name, words);
  },
});

function save(name: EngineName, host: Host, image: string): AsyncIterable<Uint8Array> {
  if (name === 'docker') return output(host, name, ['save', image]);
  if (name === 'podman') return output(host, name, ['save', '--format', 'docker-archive', image]);
  // Buildah opens its standard output anew, which it cannot where that is a socket; a shell gives it a pipe.
  const words = ['sh', name, 'push', '--quiet', image, 'docker-archive:/dev/stdout'];
  return output(host, 'sh', ['-c', THROUGH_A_PIPE, ...words], { title: `${name} push` });
}

/** Runs its operands with a pipe for their output, and ends with their status. */
const THROUGH_A_PIPE = '{ status=$({ { "$@"; echo $? >&3; } | cat >&4; } 3>&1); } 4>&1; exit "$status"';

async function build(name: EngineName, host: Host, request: BuildRequest, tag: string): Promise<Built> {
  const { onLine } = request;
  if (name === 'buildah' && request.runs)
    throw new EngineError('Buildah runs no containers; use --engine docker or podman for --smoke');
  const words = [...(await buildWords(name, host)), ...requestWords(name, request)];
  const streams =
    name === 'docker' && !request.runs && request.builder !== null && !(await isLocal(request.builder, host));
  if (streams && request.measures) {
    const { status, log } = await run(host, name, [...words, request.context], { onLine });
    if (status !== 0) throw new EngineError(`the build failed: ${reasonIn(log)}`, log);
    return { archive: () => output(host, name, words), name: null };
  }
  if (streams) {
    const args = [...words, '--output', 'type=oci,dest=-', request.context];
    return { archive: () => output(host, name, args, { onLine }), name: null };
  }
  const load = words.includes('buildx') ? ['--load'] : [];
  const { status, log } = await run(host, name, [...words, ...load, '--tag', tag, request.context], {
    onLine,
  });
  if (status !== 0) throw new EngineError(`the build failed: ${reasonIn(log)}`, log);
  return { archive: () => save(name, host, tag), name: tag };
}

async function buildWords(name: EngineName, host: Host): Promise<readonly string[]> {
  if (name !== 'docker') return ['build'];
  const { status } = await run(host, 'docker', ['buildx', 'version']);
  return status === 0 ? ['buildx', 'build', '--progress', 'plain', '--provenance', 'false'] : ['build'];
}

function requestWords(
  name: EngineName,
  { dockerfile, target, platform, builder, fresh, caches, flags }: BuildRequest,
): readonly string[] {
  if (builder !== null && name !== 'docker') throw new EngineError('--builder needs Docker with buildx');
  const valued = Object.entries({
    '--file': dockerfile,
    '--target': target,
    '--platform': platform,
    '--builder': builder,
  });
  return [
    ...valued.flatMap(([flag, value]) => (value === null ? [] : [flag, value])),
    ...(fresh ? ['--no-cache'] : []),
    // https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md: default false
    ...(caches && name === 'buildah' ? ['--layers'] : []),
    ...flags,
  ];
}

/** The driver that builds inside of the engine can export nothing but to the engine. */
async function isLocal(builder: string, host: Host): Promise<boolean> {
  const { status, stdout, log } = await run(host, 'docker', ['buildx', 'inspect', builder]);
  if (status !== 0) throw new EngineError(`no builder ${builder}: ${log.trim()}`);
  return /^Driver:\s*docker\s*$/m.test(stdout);
}

/** The line that tells most. */
function reasonIn(log: string): string {
  const lines = log.trim().split('\n');
  return (
    lines.findLast((line) => /^(?:ERROR|error|Error|STEP|Error response)/.test(line)) ?? lines.at(-1) ?? ''
  );
}

async function runIn(
  name: EngineName,
  host: Host,
  image: string,
  command: string,
): Promise<{ readonly status: number; readonly output: string }> {
  const words = ['run', '--rm', '--entrypoint', '/bin/sh', image, '-c', command];
  const { status, log } = await run(host, name, words);
  // https://docs.docker.com/engine/containers/run/#exit-status
  if (status >= 125 && status <= 127)
    throw new EngineError(
      `the command of --smoke cannot be run (exit code ${String(status)}): ${log.trim()}`,
      log,
    );
  return { status, output: log };
}
