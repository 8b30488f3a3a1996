import { describe, expect, it } from '@jest/globals';
import { dependenciesOf, reasonFor, type Dependency, type Reason } from '../../src/graph/graph.js';
import { readDockerfile } from '../../src/read/read.js';

/** Why the last instruction of a text may not stand in front of the one before it. */
function reason(...lines: readonly string[]): Reason | null {
  const file = readDockerfile(`FROM debian:bookworm\n${lines.join('\n')}\n`);
  const [before, after] = file.instructions.slice(-2);
  if (before === undefined || after === undefined) throw new Error('two instructions are needed');
  return reasonFor(file, before, after);
}

/** The same in short: `files /app`; `free`. */
function told(...lines: readonly string[]): string {
  const found = reason(...lines);
  return found === null ? 'free' : `${found.kind} ${found.what}`;
}

describe('files', () => {
  it.each([
    ['a copied file that is read', ['COPY a.conf /app/', 'RUN cat /app/a.conf'], 'files /app/a.conf'],
    [
      'a file that is read, then copied over',
      ['RUN cat /app/a.conf', 'COPY a.conf /app/'],
      'files /app/a.conf',
    ],
    ['two that write the same file', ['RUN touch /a', 'RUN rm /a'], 'files /a'],
    ['a file that is read through a wildcard', ['COPY a.conf /app/', 'RUN cat /app/*.conf'], 'files /app'],
    ['a listing of the directory', ['COPY a.conf /app/', 'RUN ls /app'], 'files /app'],
    ['a listing of all', ['COPY a.conf /app/', 'RUN find / -name a'], 'files /app'],
    ['the owner of a tree', ['RUN chown -R 1000 /app', 'COPY a.conf /app/'], 'files /app'],
    ['the mode of a tree', ['COPY a /app/', 'RUN chmod -R go-rwx /app'], 'files /app'],
    ['a tree that is removed', ['RUN rm -rf /app', 'COPY a.conf /app/'], 'files /app'],
    ['a directory above that is removed', ['RUN rm -rf /srv', 'COPY a /srv/app/'], 'files /srv/app'],
    ['a file that is moved away', ['COPY a /app/a', 'RUN mv /app/a /app/b'], 'files /app/a'],
    [
      'settings of a package',
      ['COPY a.conf /etc/nginx/', 'RUN apt-get install -y nginx'],
      'files /etc/nginx',
    ],
    ['a directory with a mode of its own', ['RUN mkdir -m 0700 /app', 'COPY a.conf /app/'], 'files /app'],
    ['an archive that is unpacked over all', ['RUN tar -xf a.tar -C /', 'COPY a.conf /app/'], 'files /app'],
    ['an owner whom a RUN makes', ['RUN useradd app', 'COPY --chown=app a /app/'], 'files /etc/passwd'],
    [
      'accounts that an owner is looked up in',
      ['COPY passwd /etc/', 'COPY --chown=app a /app/'],
      'files /etc/passwd',
    ],
    ['a directory that both make', ['RUN mkdir -p /app/x', 'COPY a.conf /app/'], 'files /app'],
    [
      'a directory that an owner comes with',
      ['COPY --chown=7 a /srv/x/a', 'RUN mkdir -p /srv/x'],
      'files /srv/x',
    ],
    ['a directory that must be there', ['RUN mkdir /app', 'RUN mkdir -p /app/x'], 'files /app'],
    ['a directory that WORKDIR makes', ['WORKDIR /app', 'RUN test -d /app'], 'files /app'],
    [
      'a directory that is made in one that is searched',
      ['RUN grep -r a /app', 'WORKDIR /app/x'],
      'files /app',
    ],
    [
      'a directory that is made in one that is counted',
      ['RUN mkdir -p /app/x', 'RUN du -s /app'],
      'files /app',
    ],
    ['a volume that is filled', ['RUN touch /data/a', 'VOLUME /data'], 'files /data/a'],
    ['a volume, in JSON, that is filled', ['VOLUME ["/data"]', 'RUN touch /data/a'], 'files /data/a'],
    ['the target of a mount', ['COPY a /src/', 'RUN --mount=type=bind,target=/src true'], 'files /src'],
    ['/bin and /usr/bin, which are one', ['COPY a /bin/a', 'RUN rm /usr/bin/a'], 'files /bin/a'],
    ['a redirection', ['RUN echo a > /app/a', 'COPY a /app/a'], 'files /app/a'],
    ['a file that a relative path names', ['WORKDIR /app', 'COPY a ./a', 'RUN cat a'], 'files /app/a'],
    ['a file behind a cd', ['COPY a /app/a', 'RUN cd /app && cat a'], 'files /app/a'],
    ['the exec form', ['COPY a /app/a', 'RUN ["cat", "/app/a"]'], 'files /app/a'],
    ['ADD of an archive', ['ADD a.tar.gz /app', 'RUN cat /app/a'], 'files /app/a'],
  ])('%s keeps two instructions in their order', (_, lines, expected) => {
    expect(told(...lines)).toBe(expected);
  });

  it.each([
    ['a file elsewhere', ['COPY a.conf /app/', 'RUN touch /srv/a']],
    ['a name that only begins alike', ['COPY a.conf /app/', 'RUN touch /application']],
    ['packages of the system and a directory of ours', ['RUN apt-get install -y nginx', 'COPY a /app/']],
    ['packages of a language and a directory of ours', ['RUN pip install flask', 'COPY . /app/']],
    ['two that read the same file', ['RUN cat /etc/hosts', 'RUN wc -l /etc/hosts']],
    ['an owner by number', ['RUN useradd app', 'COPY --chown=1000:1000 a /app/']],
    ['a directory that packages would make alike', ['RUN apt-get update', 'COPY a /var/www/app/a']],
    ['what goes to /dev/null', ['RUN cat /etc/hosts > /dev/null', 'COPY a /app/']],
    ['a volume elsewhere', ['RUN touch /srv/a', 'VOLUME /data']],
    ['the configuration', ['LABEL a=b', 'RUN touch /a']],
    ['two COPYs to different places', ['COPY a /a/', 'COPY b /b/']],
  ])('%s does not', (_, lines) => {
    expect(told(...lines)).toBe('free');
  });
});

describe('symbolic links', () => {
  it.each([
    ['RUN mkdir -p /data/app && ln -s /data/app /app'],
    ['RUN ln -sfn /data/app /app'],
    ['RUN ln --symbolic /data/app /app'],
    ['RUN cd / && ln -s data/app app'],
    ['RUN rm -rf /app; ln -s "/data/app" "/app"'],
    ["RUN sh -c 'ln -s /data/app /app'"],
    ['RUN ["ln", "-s", "/data/app", "/app"]'],
    ['RUN for x in app web; do ln -s /data/$x /$x; done'],
    ['RUN cd / && ln -s /data/app'],
  ])('%s: what is copied to /app may go anywhere', (link) => {
    expect(told(link, 'COPY a.conf /app/', 'RUN chown -R 7 /data/app')).toBe('unknown COPY to /app/');
  });

  it('count in a stage that is FROM the one where they are made', () => {
    const file = readDockerfile(
      'FROM debian AS base\nRUN ln -s /data/app /app\nFROM base\nCOPY a /app/\nRUN chown -R 7 /data/app\n',
    );
    const [copy, run] = file.instructions.slice(-2);
    expect(copy && run && reasonFor(file, copy, run)).toMatchObject({ kind: 'unknown' });
  });

  it('do not count in other stages', () => {
    const file = readDockerfile(
      'FROM debian AS base\nRUN ln -s /data/app /app\nFROM debian\nCOPY a /app/\nRUN chown -R 7 /data/app\n',
    );
    const [copy, run] = file.instructions.slice(-2);
    expect(copy && run && reasonFor(file, copy, run)).toBeNull();
  });
});

describe('programs', () => {
  it.each([
    ['a program in the place of one', 'COPY curl /usr/local/bin/curl', '/usr/local/bin/curl'],
    ['a directory of programs', 'COPY tools/ /usr/local/bin/', '/usr/local/bin/curl'],
    ['a library', 'COPY libssl.so.3 /usr/local/lib/', '/usr/local/lib'],
    ['the list of libraries', 'COPY ld.so.preload /etc/ld.so.preload', '/etc/ld.so.preload'],
  ])('%s keeps those that run it behind', (_, copy, what) => {
    expect(told(copy, 'RUN curl -fsSo /srv/a https://example.org/a')).toBe(`programs ${what}`);
  });

  it('in a directory that the RUN puts into PATH count too', () => {
    const copy = 'COPY tools /opt/tools/';
    for (const run of [
      'PATH=/opt/tools/bin:$PATH curl https://example.org/a',
      'export PATH=/opt/tools/bin && curl x',
    ])
      expect(reason(copy, `RUN ${run}`)).not.toBeNull();
  });

  it('are those that the shell form is run by too', () => {
    expect(told('COPY --from=busybox /bin/sh /bin/sh', 'RUN echo a > /srv/a')).toBe('programs /bin/sh');
    expect(told('SHELL ["/opt/sh", "-c"]', 'COPY sh /opt/sh', 'RUN echo a > /srv/a')).not.toBe('free');
  });

  it('of every kind load the libraries of the distribution', () => {
    expect(told('COPY lib/ /lib/', 'RUN touch /srv/a')).toBe('programs /lib');
  });

  it('in a directory that ENV puts into PATH count', () => {
    const lines = [
      'ENV PATH=/opt/tools/bin:$PATH',
      'COPY tools /opt/tools/',
      'RUN curl https://example.org/a',
    ];
    expect(told(...lines)).toBe('programs /opt/tools/bin/curl');
    expect(told(...lines.slice(1))).toBe('free');
  });

  it('with another name do not count, nor do builtins of the shell', () => {
    expect(told('COPY curl /usr/local/bin/wget', 'RUN curl https://example.org/a')).toBe('free');
    expect(told('COPY echo /usr/local/bin/echo', 'RUN echo a > /srv/a')).toBe('free');
  });

  it('load what LD_LIBRARY_PATH and LD_PRELOAD name', () => {
    for (const name of ['LD_LIBRARY_PATH', 'LD_PRELOAD'])
      expect(told(`ENV ${name}=/opt/lib`, 'COPY lib /opt/lib/', 'RUN sort /a')).not.toBe('free');
  });

  it('that an installation renews count', () => {
    expect(reason('RUN apt-get install -y git', 'RUN git version')).not.toBeNull();
  });
});

describe('what is not known', () => {
  it.each([
    ['a script', ['COPY a /app/', 'RUN ./setup.sh'], 'unknown ./setup.sh'],
    ['a program that no table knows', ['COPY a /app/', 'RUN shop-build --all'], 'unknown shop-build --all'],
    ['text from the network', ['COPY a /app/', 'RUN curl https://example.org | sh'], 'unknown sh'],
    ['a computed command', ['COPY a /app/', 'RUN $TOOL a'], 'unknown $TOOL a'],
    ['a target that is not known', ['RUN touch /a', 'ARG X', 'COPY a $X/a'], 'variable X'],
    ['make install', ['RUN make -C /src install', 'COPY a /app/'], 'unknown make -C /src install'],
    ['a here-document', ['COPY a /app/', 'RUN <<E\ntouch /b\nE'], 'unknown <<E'],
    ['a volume that is not known', ['RUN touch /a', 'VOLUME $DATA'], 'unknown VOLUME'],
    [
      'a mount that is not known',
      ['COPY a /b/', 'RUN --mount=type=bind,target=$X touch /a'],
      'unknown a mount',
    ],
  ])('%s keeps its place', (_, lines, expected) => {
    expect(told(...lines)).toBe(expected);
  });

  it('is told before the files', () => {
    const [copy, run] = ['COPY a $PREFIX/a', 'RUN touch /a'];
    expect(told('ARG PREFIX', copy, run)).toBe('unknown COPY to ?');
  });

  it('is no obstacle to what changes the configuration only', () => {
    expect(told('RUN ./setup.sh', 'EXPOSE 80')).toBe('free');
    expect(told('RUN ./setup.sh', 'CMD ["shop"]')).toBe('free');
  });
});

describe('variables', () => {
  it.each([
    ['with a dollar', ['ENV A=1', 'RUN echo $A']],
    ['in braces', ['ENV A=1', 'RUN echo "${A}b"']],
    ['with a default', ['ENV A=1', 'RUN echo ${A:-2}']],
    ['of the RUN before', ['RUN echo $A', 'ENV A=1']],
    ['of an argument', ['ARG A=1', 'RUN echo $A']],
    ['without a value', ['ARG A', 'RUN echo $A']],
    ['in arithmetic', ['ENV A=1', 'RUN echo $((A + 1))']],
    ['in a test', ['SHELL ["/bin/bash", "-c"]', 'ENV A=1', 'RUN [[ -v A ]] || echo "$A"']],
    ['by its name in another', ['SHELL ["/bin/bash", "-c"]', 'ENV A=1', 'RUN B=A; echo ${!B}']],
    ['in the environment', ['ENV A=1', 'RUN printenv A > /a']],
    ['of a program that is not known', ['ENV A=1', 'RUN shop-build']],
    ['in an inner shell', ['ENV A=1', "RUN sh -c 'echo $A'"]],
    ['in the exec form', ['ENV A=1', 'RUN ["sh", "-c", "echo $A"]']],
    ['of COPY', ['ENV A=1', 'COPY a$A /app/']],
    ['of WORKDIR', ['ENV A=1', 'WORKDIR /app/$A']],
    ['of LABEL', ['ARG A', 'LABEL a=$A']],
    ['of EXPOSE', ['ENV A=80', 'EXPOSE $A']],
    ['of USER', ['ARG A=app', 'USER $A']],
    ['of a flag', ['ARG A=1', 'COPY --chown=$A a /app/']],
  ])('%s keep their place', (_, lines) => {
    expect(told(...lines)).toBe('variable A');
  });

  it.each([
    ['PATH', 'ENV PATH=/opt/bin:$PATH', 'RUN touch /a'],
    ['HOME', 'ENV HOME=/srv', 'RUN touch /a'],
    ['LD_PRELOAD', 'ENV LD_PRELOAD=/a.so', 'RUN touch /a'],
    ['LC_ALL', 'ENV LC_ALL=C', 'RUN sort /a'],
    ['DEBIAN_FRONTEND', 'ENV DEBIAN_FRONTEND=noninteractive', 'RUN apt-get install -y tzdata'],
    ['GIT_SSL_NO_VERIFY', 'ENV GIT_SSL_NO_VERIFY=1', 'RUN git clone https://example.org/a.git /a'],
    ['PIP_NO_CACHE_DIR', 'ENV PIP_NO_CACHE_DIR=1', 'RUN pip install flask'],
    ['NODE_ENV', 'ENV NODE_ENV=production', 'RUN npm ci'],
    ['https_proxy', 'ARG https_proxy', 'RUN curl https://example.org'],
  ])('%s is read by programs that do not name it', (name, setter, run) => {
    expect(told(setter, run)).toBe(`variable ${name}`);
  });

  it.each([
    ['that nobody reads', ['ENV A=1', 'RUN touch /a']],
    ['with a longer name', ['ENV A=1', 'RUN echo $AB']],
    ['in what a container is started with', ['ENV A=1', 'CMD echo $A']],
    ['in a health check', ['ENV A=1', 'HEALTHCHECK CMD curl $A']],
  ])('%s do not', (_, lines) => {
    expect(told(...lines)).toBe('free');
  });
});

describe('the state of the build', () => {
  it.each([
    ['a user and a RUN behind it', ['USER app', 'RUN touch /tmp/a'], 'user app'],
    ['a user and a RUN before it', ['RUN touch /tmp/a', 'USER app'], 'user app'],
    ['a user and the directory that is made for it', ['USER app', 'WORKDIR /srv/new'], 'user app'],
    ['a user and a COPY', ['USER app', 'COPY a /app/'], 'free'],
    [
      'accounts and a RUN of a user',
      ['USER app', 'COPY passwd /etc/', 'RUN touch /tmp/a'],
      'files /etc/passwd',
    ],
    [
      'accounts and a directory of a user',
      ['USER app', 'COPY passwd /etc/', 'WORKDIR /srv/new'],
      'files /etc/passwd',
    ],
    ['a user and a directory that is there', ['WORKDIR /srv/a', 'USER app', 'WORKDIR /srv/a'], 'free'],
    ['a directory and a relative path', ['WORKDIR /app', 'RUN touch a'], 'directory /app'],
    ['a directory and a relative target', ['WORKDIR /app', 'COPY a ./'], 'directory /app'],
    ['a directory and a relative directory', ['WORKDIR /app', 'WORKDIR sub'], 'directory /app'],
    ['a directory and what lists it', ['RUN ls', 'WORKDIR /app'], 'directory /app'],
    ['a directory and a project', ['RUN npm ci', 'WORKDIR /app'], 'directory /app'],
    ['a directory and an unknown program', ['WORKDIR /app', 'RUN shop-build'], 'directory /app'],
    [
      'a directory that is there and absolute paths',
      ['COPY a /b/', 'WORKDIR /b', 'RUN touch /srv/a'],
      'free',
    ],
    ['a directory and what is copied elsewhere', ['WORKDIR /app', 'COPY a /srv/a'], 'free'],
    ['a shell and a RUN', ['SHELL ["/bin/bash", "-c"]', 'RUN touch /a'], 'shell /bin/bash'],
    ['a shell and a command', ['CMD shop', 'SHELL ["/bin/bash", "-c"]'], 'shell /bin/bash'],
    ['a shell and a COPY', ['SHELL ["/bin/bash", "-c"]', 'COPY a /a'], 'free'],
  ])('%s', (_, lines, expected) => {
    expect(told(...lines)).toBe(expected);
  });

  it('has a directory that a RUN in front of the next WORKDIR would make again', () => {
    const [old, next, run] = ['WORKDIR /old', 'WORKDIR /new', 'RUN touch /srv/a'];
    expect(told('COPY a /new/', old, 'RUN rm -rf /old', next, run)).toBe('directory /new');
    expect(told('COPY a /new/', old, next, run)).toBe('free');
  });
});

describe('the configuration', () => {
  it.each([
    [['ENV A=1', 'ENV B=2'], 'variables'],
    [['ENV A=1', 'ARG A'], 'variables'],
    [['ARG A=1', 'ARG B=2 A=3'], 'variables'],
    [['LABEL a=1', 'LABEL a=2'], 'labels'],
    [['LABEL a=1', 'LABEL b=2 a=3'], 'labels'],
    [['LABEL a=1', 'LABEL $b=2'], 'labels'],
    [['EXPOSE 80', 'EXPOSE 81'], 'ports'],
    [['USER a', 'USER b'], 'user'],
    [['CMD ["a"]', 'ENTRYPOINT ["b"]'], 'commands'],
    [['STOPSIGNAL 9', 'STOPSIGNAL 15'], 'signal'],
    [['MAINTAINER a', 'MAINTAINER b'], 'author'],
    [['ONBUILD RUN a', 'ONBUILD RUN b'], 'triggers'],
  ])('%j: %s', (lines, what) => {
    expect(told(...lines)).toBe(`configuration ${what}`);
  });

  it('has parts that do not meet', () => {
    expect(told('LABEL a=1', 'EXPOSE 80')).toBe('free');
    expect(told('VOLUME /data', 'CMD ["a"]')).toBe('free');
    expect(told('LABEL a=1', 'LABEL b=2')).toBe('free');
    expect(told('ENV A=1', 'ARG B')).toBe('free');
    expect(told('ARG A=1', 'ARG B')).toBe('free');
  });

  it('has variables that are told by others', () => {
    expect(told('ARG A=1', 'ARG B=$A')).toBe('variable A');
    expect(told('ARG A=1', 'ENV B=${A}')).toBe('variable A');
    expect(told('ARG A=1', 'LABEL b=$A')).toBe('variable A');
    expect(told('LABEL b=$A', 'ARG A=1')).toBe('variable A');
  });
});

describe('the dependencies of a stage', () => {
  const TEXT = `FROM debian:bookworm
RUN apt-get update
COPY a.conf /app/
ENV A=1
RUN touch /app/ready
`;
  type Options = Parameters<typeof dependenciesOf>[2];
  function dependencies(text: string, options?: Options): readonly string[] {
    const file = readDockerfile(text);
    const [stage] = file.stages;
    const short = ({ from, to, reason: { kind, what } }: Dependency): string =>
      `${String(from)} < ${String(to)}: ${kind} ${what}`;
    return stage ? dependenciesOf(file, stage.instructions, options).map(short) : [];
  }

  it('begin with FROM, and keep a variable on its side of the programs that would see it', () => {
    expect(dependencies(TEXT)).toEqual([
      '0 < 1: fixed FROM',
      '0 < 2: fixed FROM',
      '0 < 3: fixed FROM',
      '1 < 3: variable A',
      '0 < 4: fixed FROM',
      '2 < 4: files /app/ready',
      '3 < 4: variable A',
    ]);
  });

  it('let what does the same anywhere come in front of the COPY that makes its directory', () => {
    const text = (...lines: readonly string[]): string => `FROM debian:bookworm\n${lines.join('\n')}\n`;
    const between = (...lines: readonly string[]): readonly string[] =>
      dependencies(text(...lines)).filter((one) => !one.startsWith('0 <'));
    const sources = ['COPY . /srv/app', 'WORKDIR /srv/app'];
    expect(between(...sources, 'RUN touch /a')).toEqual(['1 < 2: files /srv/app']);
    expect(between(...sources, 'RUN touch a')).toEqual([
      ...['1 < 2: files /srv/app', '1 < 3: files /srv/app/a', '2 < 3: directory /srv/app'],
    ]);
    expect(between('WORKDIR /srv/app', 'RUN touch /a')).toEqual(['1 < 2: files /srv/app']);
  });

  it('let it pass those who do not read it where that is asked for', () => {
    expect(dependencies(TEXT, { movesVariables: true }).filter((one) => one.includes('variable'))).toEqual(
      [],
    );
  });

  it('hold all others on their side of what is fixed', () => {
    const fixed = dependencies(TEXT, { isFixed: ({ keyword }) => keyword === 'COPY' });
    expect(fixed.filter((one) => one.includes('fixed COPY'))).toEqual([
      '1 < 2: fixed COPY',
      '2 < 3: fixed COPY',
      '2 < 4: fixed COPY',
    ]);
  });
});
