/** What ADD does besides copying. https://docs.docker.com/reference/dockerfile/#add */
import type { BuildContext, Flag, Value } from '../model.js';
import { REMOTE } from './effects/instructions.js';
import { resolvePath } from './paths.js';

/** Names of files that are no archives, whatever is in them: text, scripts, programs of the JVM. */
const PLAIN =
  /(?:\.(?:sh|bash|py|pl|rb|js|mjs|cjs|ts|json|txt|conf|cfg|cnf|ini|ya?ml|toml|xml|html?|css|sql|jar|war|service|crt|pem|key|env|properties|lua|php|j2|tmpl|template|rules|cron|list|repo|lock|md|rst|gemspec|gradle|csproj|sln|mod|sum|vim|patch)|(?:^|\/)(?:[\w-]*entrypoint|Gemfile|Makefile|Pipfile|Procfile|Rakefile|LICENSE|\.\w+rc))$/;
/** Flags that COPY does not have, or that mean another thing. */
const OWN = /^(?:checksum|keep-git-dir|unpack)$/;

/**
 * Why ADD may do more with a source than COPY does: it fetches addresses, and unpacks what is an archive by its content.
 * `null` where it does the same.
 */
export function addsMore(
  source: Value,
  context: BuildContext | null,
): 'variable' | 'remote' | 'archive' | null {
  if (source === null || /[\\]/.test(source)) return 'variable';
  if (source.startsWith('<<')) return null;
  if (REMOTE.test(source)) return 'remote';
  const path = resolvePath('/', source) ?? '/';
  if (path === '/' || PLAIN.test(source) || context?.stat(path.slice(1))?.kind === 'directory') return null;
  // A folder is never unpacked; a pattern may match a file.
  return 'archive';
}

/** The flag that only ADD knows. */
export const ownFlag = (flags: readonly Flag[]): Flag | undefined => flags.find(({ name }) => OWN.test(name));
