/** What a file tells package managers, and other tools that fetch, of places: repositories, folders of archives, certificates. */
import type { Dockerfile, Instruction } from '../model.js';
import { pathsWithin } from './effects/places.js';
import type { Paths } from './regions.js';

interface Row {
  /** Files of settings, and calls that write them. */
  readonly where: RegExp;
  /** Who goes by them. */
  readonly tools: RegExp;
}

const ROWS: readonly Row[] = [
  // sources.list(5), apt.conf(5), dpkg.cfg(5), apk-repositories(5), dnf.conf(5), zypper(8), pacman.conf(5), ld.so(8)
  { where: /sources\.list|apt\.conf|\/etc\/apt\/?(?=["'\s]|$)|add-repository|dpkg\.cfg/, tools: /^apt$/ },
  { where: /\/etc\/apk\/?(?:repositories|["'\s]|$)/, tools: /^apk$/ },
  {
    where: /\/(?:yum|zypp)\b|\.repo\b|\/etc\/dnf|config-manager|\bzypper\b.*\s(?:ar|addrepo|as|addservice)\s/,
    tools: /^(?:dnf|zypper)$/,
  },
  { where: /pacman\.(?:conf|d\b)/, tools: /^pacman$/ },
  { where: /ld\.so\.conf/, tools: /^(?:apt|apk|dnf|zypper|pacman)$/ },
  // https://pip.pypa.io/en/stable/topics/configuration/, https://docs.astral.sh/uv/concepts/configuration-files/
  {
    where: /\bpip[\d.]*\s+config\b|pip\.(?:conf|ini)|\.pip\b|pydistutils|\buv\.toml|\bpoetry\s+config\b/,
    tools: /^(?:pip|uv|poetry|conda)$/,
  },
  { where: /\b(?:conda|mamba)\s+config\b|\.?(?:conda|mamba)rc\b/, tools: /^conda$/ },
  {
    where: /\b(?:npm|yarn|pnpm)\s+(?:config|c|set)\b|(?:npm|yarn|pnpm|bower)rc\b/,
    tools: /^(?:npm|yarn|pnpm|bower)$/,
  },
  { where: /\bgem\s+sources\b|gemrc\b|\bbundle\w*\s+config\b|\.bundle\b/, tools: /^(?:gem|bundler)$/ },
  { where: /\bcomposer\b.*\sconfig\b/, tools: /^composer$/ },
  { where: /\bnuget\s+(?:add|update)\b|nuget\.config/i, tools: /^nuget$/ },
  { where: /\.cargo\b|cargo\/config/, tools: /^cargo$/ },
  { where: /R(?:profile|environ)\b/, tools: /^r$/ },
  // git-config(1), curl(1), wget(1)
  { where: /\bgit\s+config\b|gitconfig|(?:curl|wget)rc\b/, tools: /^network$/ },
];

/** What these tools are told; `anything` where that is not known. */
interface Told {
  readonly tools: RegExp;
  readonly paths: Paths;
}

const known = new WeakMap<Dockerfile, readonly Told[]>();

function toldIn(file: Dockerfile): readonly Told[] {
  const found = known.get(file) ?? file.instructions.flatMap((one) => toldBy(file, one));
  known.set(file, found);
  return found;
}

/** Places that the file, wherever in it, tells a package manager to look at; `network` stands for others that fetch. */
export const toldTo =
  (file: Dockerfile) =>
  (tool: string): Paths => {
    const paths = toldIn(file).flatMap((told) => (told.tools.test(tool) ? [told.paths] : []));
    return paths.includes('anything') ? 'anything' : paths.flatMap((one) => one);
  };

function toldBy(file: Dockerfile, one: Instruction): readonly Told[] {
  if (!/^(?:RUN|COPY|ADD)$/.test(one.keyword)) return [];
  const documents = one.heredocs.map(({ content }) => file.text.slice(content.start, content.end));
  return ROWS.flatMap(({ where, tools }) => {
    if (one.keyword !== 'RUN') {
      if (!where.test(one.joined.text)) return [];
      const paths = documents.length > 0 ? pathsWithin(documents.join('\n')) : copied(file, one);
      return [{ tools, paths }];
    }
    const parts = [...partsOf(one.joined.text), ...documents];
    const said = where.test(one.joined.text)
      ? [...parts.filter((part) => where.test(part)), ...documents]
      : [];
    const text = said.length > 0 ? said : documents.filter((document) => where.test(document));
    const paths = pathsWithin(replaced(one, text.join('\n')));
    return paths.length === 0 ? [] : [{ tools, paths }];
  });
}

/** Commands, where none are in a group or a loop whose output goes somewhere; a separator in quotes is none. */
function partsOf(text: string): readonly string[] {
  const parts = text.match(/(?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^'"\\;&\n]|&(?!&))+/g) ?? [];
  const isRead = /^[;&\n]*$/.test(leftOf(text, parts));
  return isRead && !/[{(]\s|\bdo\s/.test(text) ? parts : [text];
}

/** What of a text is in none of its parts. */
const leftOf = (text: string, parts: readonly string[]): string =>
  parts.reduce((rest, part) => rest.replace(part, () => ''), text);

/** With the variables that are known. */
const replaced = ({ state }: Instruction, text: string): string =>
  text.replace(/\$(?:(\w+)|\{(\w+)\})/g, (all, plain?: string, braced?: string) => {
    const binding = state.lookup(plain ?? braced ?? '');
    return binding.kind === 'set' ? (binding.value ?? all) : all;
  });

/** Paths in the files that a COPY brings. */
function copied({ context }: Dockerfile, { words, flags }: Instruction): Paths {
  const texts = words.slice(0, -1).map(({ value }) => {
    if (value === null || /:\/\//.test(value) || flags.some(({ name }) => name === 'from')) return null;
    return context?.read?.(value.replace(/^(?:\.?\/)+/, '')) ?? null;
  });
  return texts.includes(null) ? 'anything' : pathsWithin(texts.join('\n'));
}
