/** Whether a program is surely recent enough to know a flag. */
import { factsOf, isRoot, type CacheFacts, type Dockerfile, type Instruction } from '../../src/transform.js';
import { imageUnder } from './stages.js';

type Since = 'pip 6' | 'rubygems 2' | 'go 1.11';

/**
 * Releases of distributions whose own packages of pip and rubygems are too old: Debian 8 has pip 1.5.6 and rubygems 2.2,
 * Ubuntu 14.04 pip 1.5.4 and rubygems 1.8. https://repology.org/project/python:pip/versions
 */
const RECENT: Readonly<Record<Since, RegExp>> = {
  'pip 6':
    /stretch|buster|bullseye|bookworm|trixie|xenial|bionic|focal|jammy|noble|ubuntu-?(?:1[6-9]|2\d)|alpine-?3\.(?:[3-9]|\d\d)/,
  'go 1.11': /^(?!)/,
  'rubygems 2':
    /jessie|stretch|buster|bullseye|bookworm|trixie|xenial|bionic|focal|jammy|noble|ubuntu-?(?:1[6-9]|2\d)|alpine-?3/,
};
const TAGS: Readonly<Record<Since, Readonly<Record<string, RegExp>>>> = {
  'pip 6': {
    debian: /^(?:$|latest|stable|testing|sid|unstable|9|1[0-9])/,
    ubuntu:
      /^(?:$|latest|rolling|devel|1[6-9]|2\d|artful|cosmic|disco|eoan|groovy|hirsute|impish|kinetic|lunar|mantic|oracular|plucky)/,
    alpine: /^(?:$|latest|edge|3(?:$|\.(?:[3-9]|\d\d)))/,
    python: /^(?!2\.7\.[0-8](?:$|-)|3\.[0-3](?:$|[.-])|3\.4\.[0-2](?:$|-)|2\.6)/,
    fedora: /^(?:$|latest|rawhide|2[2-9]|[34]\d)/,
    node: /^(?:$|latest|lts|current|alpine|slim|1[2-9]|2\d)/,
    golang: /^(?:$|latest|1(?:$|-)|1\.(?:1[2-9]|2\d)|alpine)/,
    ruby: /^(?:$|latest|slim|alpine|2\.[67]|3)/,
    almalinux: /(?:)/,
    rockylinux: /(?:)/,
    amazonlinux: /(?:)/,
    centos: /^(?:$|latest|7|8|centos[78]|stream)/,
    archlinux: /(?:)/,
    rust: /^(?:$|latest|1(?:$|-)|1\.(?:[4-9]\d)|slim|alpine)/,
  },
  'go 1.11': {
    golang: /^(?:$|latest|alpine|stretch|buster|bullseye|bookworm|trixie|1(?:$|-)|1\.(?:1[1-9]|[2-9]\d))/,
  },
  'rubygems 2': {
    debian: /^(?:$|latest|stable|testing|sid|unstable|8|9|1[0-9])/,
    ubuntu: /^(?:$|latest|rolling|devel|1[5-9]|2\d)/,
    alpine: /(?:)/,
    ruby: /^(?!1\.)/,
    fedora: /^(?:$|latest|rawhide|2\d|[34]\d)/,
    node: /^(?:$|latest|lts|current|alpine|slim|[5-9]|1\d|2\d)/,
    python: /(?:)/,
    almalinux: /(?:)/,
    rockylinux: /(?:)/,
    archlinux: /(?:)/,
    centos: /^(?:$|latest|7|8|centos[78]|stream)/,
    php: /(?:)/,
  },
};

/** Images of others, whose Dockerfiles have recent ones. */
const OTHERS: Readonly<Record<Since, RegExp>> = {
  'pip 6':
    /^(?:continuumio\/|conda\/|condaforge\/|mambaorg\/|jupyter\/|tensorflow\/tensorflow|pytorch\/|huggingface\/)/,
  'rubygems 2': /^(?:jekyll\/|jruby)/,
  'go 1.11': /^(?!)/,
};

const RENEWED: Readonly<Record<Since, RegExp>> = {
  'pip 6':
    /\bpip[\d.]* install (?:-\S+ )*(?:--upgrade|-U)(?: -\S+)*(?: \S+)* pip\b|get-pip\.py|easy_install\S* (?:-U )?pip\b|--no-cache-dir|[Mm]iniconda|[Mm]iniforge/,
  'rubygems 2': /gem update --system|--no-document/,
  'go 1.11': /\bgo mod\b|go clean\b.*-modcache/,
};

export function isRecent(since: Since, file: Dockerfile, run: Instruction): boolean {
  const image = (imageUnder(file, run) ?? '').replace(/^docker\.io\//, '').replace(/^library\//, '');
  if (OTHERS[since].test(image) || RECENT[since].test(image)) return true;
  const [, name = '', tag = ''] = /^([a-z0-9-]+)(?::([\w.-]+))?(?:@.*)?$/.exec(image) ?? [];
  if (TAGS[since][name]?.test(tag) === true && !/jessie|wheezy|trusty|precise/.test(tag)) return true;
  return file.instructions.some(
    (one) => one.keyword === 'RUN' && one.index < run.index && RENEWED[since].test(one.joined.text),
  );
}

/**
 * Whether the base image is one that leaves none of it: apt of the images of Debian and Ubuntu removes what it has
 * downloaded, gem of the image of Ruby installs no documentation, nor do those of Red Hat and its kin (tsflags=nodocs).
 * https://github.com/debuerreotype/debuerreotype (docker-clean), https://github.com/docker-library/ruby (gemrc)
 */
export function leavesNone(file: Dockerfile, run: Instruction, { id }: CacheFacts): boolean {
  const image = imageUnder(file, run);
  if (id === 'gem') return /^(?:docker\.io\/)?(?:library\/)?ruby(?::|@|$)/.test(image ?? '');
  if (/-docs$/.test(id))
    return /^(?:docker\.io\/)?(?:library\/)?(?:fedora|centos|rockylinux|almalinux|registry\.access\.redhat\.com\/ubi|redhat\/ubi)/.test(
      image ?? '',
    );
  return id === 'apt-archives' && factsOf(image).user !== null;
}

/** Users of well-known images whose home directory is the usual one. */
const USERS = /^(?:node|gradle|jovyan|vscode|ubuntu|rust|coder|gitpod|circleci|runner)(?::|$)/;

/** Whether packages of the system are installed without sudo as the user of the base image, who is root then. */
const installsAsRoot = (file: Dockerfile, until: number): boolean =>
  file.instructions.some(
    ({ keyword, index, state, joined }) =>
      keyword === 'RUN' &&
      index <= until &&
      state.user === null &&
      /(?<!sudo )(?<!sudo -E )\b(?:apt-get|apt|apk|yum|dnf|microdnf|zypper) (?:-\S+ )*(?:install|add|update|upgrade)\b/.test(
        joined.text,
      ),
  );

/** Whether the home directory of the user is surely that of root, or one below /home. */
export function hasUsualHome(file: Dockerfile, { state, index }: Instruction): boolean {
  const home = state.lookup('HOME');
  if (home.kind === 'set' && !/^\/(?:root|home\/[^/]+)\/?$/.test(home.value ?? '')) return false;
  if (isRoot(state.user)) return true;
  if (state.user === null && installsAsRoot(file, index)) return true;
  const user = state.user?.split(':')[0] ?? '';
  if (user === '' || /^\d+$/.test(user)) return false;
  if (USERS.test(user)) return true;
  const makes = file.instructions.filter(
    (one) => one.keyword === 'RUN' && one.index < index && /\b(?:useradd|adduser)\b/.test(one.joined.text),
  );
  const own = makes.filter(({ joined: { text } }) =>
    new RegExp(`(?:^|\\s)${user.replace(/\W/g, '\\$&')}(?:\\s|$)`).test(text),
  );
  const isOdd = own.some(
    ({ joined: { text } }) =>
      /\s(?:-d|-h|--home|--home-dir|--system|-r|-S)(?:[\s=]|$)/.test(text) &&
      !/\s(?:-d|-h|--home|--home-dir)[\s=]+\/home\//.test(text),
  );
  return own.length > 0 && !isOdd;
}
