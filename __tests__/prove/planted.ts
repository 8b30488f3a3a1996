/** Edits of the Dockerfiles beside this file, and what the proof has to say of them. */
import type { Level } from '../../src/index.js';

export interface Planted {
  /** The Dockerfile, without its ending. */
  readonly file: string;
  readonly name: string;
  /** Texts, each found once, and what takes their place. */
  readonly edits: readonly (readonly [string, string])[];
  /** What is claimed; default `exact`. */
  readonly level?: Level;
  /** Whether the texts taken away are declared to be dropped. */
  readonly drops?: boolean;
}

/** Each is wrong; `tells` is the difference that is found. */
export const faults: readonly (Planted & { readonly tells: string })[] = [
  {
    file: 'django',
    name: 'two RUNs joined where the second one has a user of its own',
    edits: [
      [
        'RUN echo "$REVISION" > /etc/revision\nUSER www-data\nRUN python -m compileall -q /srv/app\n',
        'RUN echo "$REVISION" > /etc/revision && python -m compileall -q /srv/app\nUSER www-data\n',
      ],
    ],
    tells: 'stage base: user of "python -m compileall -q /srv/app": www-data has become root',
  },
  {
    file: 'django',
    name: 'a RUN joined across a COPY that it reads',
    edits: [
      [
        'COPY --chown=www-data:www-data . .\nRUN python manage.py collectstatic --noinput\n',
        'RUN python manage.py collectstatic --noinput\nCOPY --chown=www-data:www-data . .\n',
      ],
    ],
    tells: 'stage base: "COPY --chown=www-data:www-data . ." is no longer done',
  },
  {
    file: 'django',
    name: 'a RUN joined in front of the COPY of its requirements',
    edits: [
      [
        'COPY requirements.txt constraints.txt ./\nRUN pip install -r requirements.txt\n',
        'RUN pip install -r requirements.txt\nCOPY requirements.txt constraints.txt ./\n',
      ],
    ],
    tells: 'stage base: "pip install -r requirements.txt" is done that was not',
  },
  {
    file: 'legacy-tools',
    name: '`a; b` behind `&&`: b runs when the former RUN has failed',
    edits: [
      [
        'RUN wget -q https://example.org/tools.tar.gz && tar xzf tools.tar.gz -C /opt && rm tools.tar.gz\n',
        '',
      ],
      [
        'RUN cd /opt; ./prepare',
        'RUN wget -q https://example.org/tools.tar.gz && tar xzf tools.tar.gz -C /opt && rm tools.tar.gz && cd /opt; ./prepare',
      ],
    ],
    tells: 'stage 0: "wget -q https://example.org/tools.tar.gz && tar xzf tools..." is done that was not',
  },
  {
    file: 'legacy-tools',
    name: 'a cd leaks into the next RUN',
    edits: [['touch licence.done\nRUN ./configure', 'touch licence.done; ./configure']],
    tells: 'stage 0: failure of "touch licence.done": abort has become ignore',
  },
  {
    file: 'legacy-tools',
    name: 'the failure of the first RUN is hidden by `;`',
    edits: [['-e /opt/tools/broken\nRUN ["', '-e /opt/tools/broken; true\nRUN ["']],
    tells:
      'stage 0: "test -x /opt/tools/bin/run" has become "test -x /opt/tools/bin/run && ! test -e /opt/tools/broken"',
  },
  {
    file: 'legacy-tools',
    name: '`|| true` covers what stood in a RUN of its own',
    edits: [
      [
        'RUN ./configure --prefix=/opt/tools || true\nRUN wget -q https://example.org/tools.tar.gz && tar',
        'RUN wget -q https://example.org/tools.tar.gz && ./configure --prefix=/opt/tools || true && tar',
      ],
    ],
    tells:
      'stage 0: "./configure --prefix=/opt/tools || true" has become "wget -q https://example.org/tools.tar.gz && ./configure -..."',
  },
  {
    file: 'legacy-tools',
    name: 'a service lives on into the next RUN',
    edits: [['createdb tools\nRUN psql', 'createdb tools && psql']],
    tells: 'stage 0: "end of service postgresql start && createdb tools" is no longer done',
  },
  {
    file: 'legacy-tools',
    name: 'parentheses lost around a cd',
    edits: [
      [
        'RUN (cd /opt/tools && make) && cd /opt/tools && make install\nRUN git',
        'RUN cd /opt/tools && make && cd /opt/tools && make install && git',
      ],
    ],
    tells:
      'stage 0: "cd /opt/tools" has become "cd /opt/tools && make && cd /opt/tools && make install &&..."',
  },
  {
    file: 'legacy-tools',
    name: 'exec form joined as shell form',
    edits: [
      ['broken\nRUN ["/opt/tools/bin/run", "--self-test"]', 'broken && /opt/tools/bin/run --self-test'],
    ],
    tells: 'stage 0: "["/opt/tools/bin/run", "--self-test"]" has become "/opt/tools/bin/run --self-test"',
  },
  {
    file: 'legacy-tools',
    name: 'joined across SHELL',
    edits: [
      [
        'RUN ["/opt/tools/bin/run", "--self-test"]\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl',
        'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN ["/opt/tools/bin/run", "--self-test"]\nRUN git --version && curl',
      ],
    ],
    tells:
      'stage 0: interpreter of "["/opt/tools/bin/run", "--self-test"]": /bin/sh -c has become /bin/bash -o pipefail -c',
  },
  {
    file: 'legacy-tools',
    name: 'a pipe loses pipefail',
    edits: [['SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl', 'SHELL ["/bin/bash", "-c"]\nRUN curl']],
    tells:
      'stage 0: options of "curl -fsSL https://example.org/keys | gpg --dearmor > /et...": pipefail has become none',
  },
  {
    file: 'legacy-tools',
    name: 'pipefail turned off for what follows',
    edits: [['RUN curl', 'RUN set +o pipefail; curl']],
    tells: 'stage 0: "set +o pipefail" is done that was not',
  },
  {
    file: 'legacy-tools',
    name: 'a negated test joined under errexit',
    edits: [
      [
        'RUN test -x /opt/tools/bin/run && ! test -e /opt/tools/broken',
        'RUN set -e; test -x /opt/tools/bin/run; ! test -e /opt/tools/broken; true',
      ],
    ],
    tells: 'stage 0: failure of "! test -e /opt/tools/broken": abort has become ignore',
  },
  {
    file: 'redis',
    name: 'errexit lost on the left of `&&`',
    edits: [
      ['RUN set -eux; \\\n\tsavedAptMark', 'RUN (set -eux; \\\n\tsavedAptMark'],
      ['redis-cli --version\nRUN mkdir /data', 'redis-cli --version) && mkdir /data'],
    ],
    tells: 'stage 0: failure of "savedAptMark="$(apt-mark showmanual)"": abort has become ignore',
  },
  {
    file: 'redis',
    name: 'errexit dropped from a list',
    edits: [['RUN set -eux; \\\n\tsavedAptMark', 'RUN set -ux; \\\n\tsavedAptMark']],
    tells: 'stage 0: failure of "savedAptMark="$(apt-mark showmanual)"": abort has become ignore',
  },
  {
    file: 'redis',
    name: 'nounset put on another list',
    edits: [
      ['RUN mkdir /data && chown redis:redis /data', 'RUN set -eu; mkdir /data; chown redis:redis $DATA_DIR'],
    ],
    tells: 'stage 0: "chown redis:redis /data" has become "chown redis:redis $DATA_DIR"',
  },
  {
    file: 'redis',
    name: 'a variable dropped from the list that uses it',
    edits: [['\tsavedAptMark="$(apt-mark showmanual)"; \\\n', '']],
    tells: 'stage 0: "savedAptMark="$(apt-mark showmanual)"" is no longer done',
  },
  {
    file: 'redis',
    name: 'a variable computed later than it was',
    edits: [
      [
        '\tsavedAptMark="$(apt-mark showmanual)"; \\\n\tapt-get update; \\\n',
        '\tapt-get update; \\\n\tsavedAptMark="$(apt-mark showmanual)"; \\\n',
      ],
    ],
    tells: 'stage 0: "savedAptMark="$(apt-mark showmanual)"" is no longer done',
  },
  {
    file: 'redis',
    name: 'a cd lost',
    edits: [['\tcd /usr/src/redis; \\\n', '']],
    tells: 'stage 0: directory of "make -j "$(nproc)"": /usr/src/redis has become /',
  },
  {
    file: 'redis',
    name: 'a cd back lost',
    edits: [['\tcd /; \\\n\trm -r', '\trm -r']],
    tells: 'stage 0: directory of "redis-cli --version": / has become /usr/src/redis',
  },
  {
    file: 'redis',
    name: 'a cd to another place',
    edits: [['\tcd /usr/src/redis; \\\n', '\tcd /usr/src; \\\n']],
    tells: 'stage 0: directory of "make -j "$(nproc)"": /usr/src/redis has become /usr/src',
  },
  {
    file: 'redis',
    name: 'a comment lost',
    edits: [['\t# What is left must run.\n', '']],
    tells: 'a comment is lost or changed',
  },
  {
    file: 'redis',
    name: 'a comment reworded',
    edits: [['# The user comes first', '# A user comes first']],
    tells: 'a comment is lost or changed',
  },
  {
    file: 'redis',
    name: 'ENV moved behind the RUN that reads it',
    edits: [
      ['ENV REDIS_VERSION=7.4.0\n', ''],
      ['RUN mkdir /data', 'ENV REDIS_VERSION=7.4.0\nRUN mkdir /data'],
    ],
    tells: 'stage 0: "apt-get install -y --no-install-recommends ca-certificate..." sees other variables',
  },
  {
    file: 'redis',
    name: 'ENV with another value',
    edits: [['REDIS_VERSION=7.4.0', 'REDIS_VERSION=7.4.1']],
    tells: 'stage 0: "apt-get install -y --no-install-recommends ca-certificate..." sees other variables',
  },
  {
    file: 'redis',
    name: 'WORKDIR in front of the RUN that makes and owns its directory',
    edits: [
      ['WORKDIR /data\n', ''],
      ['RUN mkdir /data', 'WORKDIR /data\nRUN mkdir /data'],
    ],
    tells: 'stage 0: "WORKDIR /data" is done that was not',
  },
  {
    file: 'redis',
    name: 'a program copied in front of those that may run it',
    edits: [
      ['COPY docker-entrypoint.sh /usr/local/bin/\n', ''],
      ['ENV REDIS_VERSION', 'COPY docker-entrypoint.sh /usr/local/bin/\nENV REDIS_VERSION'],
    ],
    tells: 'stage 0: "COPY docker-entrypoint.sh /usr/local/bin/" is done that was not',
  },
  {
    file: 'django',
    name: 'requirements behind the installation that reads them',
    edits: [
      ['COPY requirements.txt constraints.txt ./\n', ''],
      ['-r requirements.txt\n', '-r requirements.txt\nCOPY requirements.txt constraints.txt ./\n'],
    ],
    tells: 'stage base: "pip install -r requirements.txt" is done that was not',
  },
  {
    file: 'node-api',
    name: 'a manifest behind npm ci',
    edits: [
      ['COPY package.json package-lock.json ./\n', ''],
      ['npm ci\n', 'npm ci\nCOPY package.json package-lock.json ./\n'],
    ],
    tells: 'stage 0: "npm ci" is done that was not',
  },
  {
    file: 'node-api',
    name: 'files behind the RUN whose wildcard finds them',
    edits: [
      ['COPY config /etc/api/\n', ''],
      ['*.json\n', '*.json\nCOPY config /etc/api/\n'],
    ],
    tells: 'stage 0: "COPY config /etc/api/" is no longer done',
  },
  {
    file: 'node-api',
    name: 'settings behind an installation that may own them',
    edits: [
      ['COPY templates /srv/templates/\n', ''],
      ['graphicsmagick\n', 'graphicsmagick\nCOPY templates /srv/templates/\n'],
    ],
    tells: 'stage 0: "COPY templates /srv/templates/" is no longer done',
  },
  {
    file: 'redis',
    name: '`||` become `&&`',
    edits: [['] || apt', '] && apt']],
    tells:
      'stage 0: "[ -z "$savedAptMark" ] || apt-mark manual $savedAptMark >..." has become "[ -z "$savedAptMark" ] && apt-mark manual $savedAptMark >..."',
  },
  {
    file: 'redis',
    name: 'a redirection lost',
    edits: [["'.*' > /dev/null", "'.*'"]],
    tells: 'stage 0: "apt-mark auto \'.*\' > /dev/null" has become "apt-mark auto \'.*\'"',
  },
  {
    file: 'redis',
    name: 'a redirection to another file',
    edits: [['-O redis.tar.gz', '-O redis.tgz']],
    tells:
      'stage 0: "wget -O redis.tar.gz "https://download.example.org/redis-..." has become "wget -O redis.tgz "https://download.example.org/redis-$RE..."',
  },
  {
    file: 'redis',
    name: 'double quotes around a substitution lost',
    edits: [['"$(nproc)"', '$(nproc)']],
    tells: 'stage 0: "make -j "$(nproc)"" has become "make -j $(nproc)"',
  },
  {
    file: 'redis',
    name: 'quotes that kept a pattern from the shell lost',
    edits: [["auto '.*'", 'auto .*']],
    tells: 'stage 0: "apt-mark auto \'.*\' > /dev/null" has become "apt-mark auto .* > /dev/null"',
  },
  {
    file: 'redis',
    name: 'single quotes for double quotes around a variable',
    edits: [
      [
        '"https://download.example.org/redis-$REDIS_VERSION.tar.gz"',
        "'https://download.example.org/redis-$REDIS_VERSION.tar.gz'",
      ],
    ],
    tells:
      'stage 0: "wget -O redis.tar.gz "https://download.example.org/redis-..." has become "wget -O redis.tar.gz \'https://download.example.org/redis-..."',
  },
  {
    file: 'redis',
    name: 'the two sides of a pipe changed',
    edits: [
      [
        'echo "$REDIS_SHA *redis.tar.gz" | sha256sum -c -',
        'sha256sum -c - | echo "$REDIS_SHA *redis.tar.gz"',
      ],
    ],
    tells:
      'stage 0: "echo "$REDIS_SHA *redis.tar.gz" | sha256sum -c -" has become "sha256sum -c - | echo "$REDIS_SHA *redis.tar.gz""',
  },
  {
    file: 'redis',
    name: 'two statements changed places',
    edits: [
      [
        '\tgroupadd -r redis --gid=999; \\\n\tuseradd -r -g redis --uid=999 redis\n',
        '\tuseradd -r -g redis --uid=999 redis; \\\n\tgroupadd -r redis --gid=999\n',
      ],
    ],
    tells: 'stage 0: "groupadd -r redis --gid=999" is no longer done',
  },
  {
    file: 'redis',
    name: 'VOLUME moved in front of the RUN that fills it',
    edits: [
      [
        'RUN mkdir /data && chown redis:redis /data\nVOLUME /data\n',
        'VOLUME /data\nRUN mkdir /data && chown redis:redis /data\n',
      ],
    ],
    tells: 'stage 0: "VOLUME /data" is done that was not',
  },
  {
    file: 'redis',
    name: 'the last WORKDIR lost',
    edits: [['WORKDIR /data\n', '']],
    tells: 'stage 0: directory of "WORKDIR /data": /data has become of the image',
  },
  {
    file: 'redis',
    name: 'a WORKDIR made by another instruction first',
    edits: [['RUN mkdir /data && chown', 'WORKDIR /data\nRUN mkdir -p /data && chown']],
    tells: 'stage 0: "mkdir /data" has become "WORKDIR /data"',
  },
  {
    file: 'redis',
    name: 'ENTRYPOINT in shell form',
    edits: [['ENTRYPOINT ["docker-entrypoint.sh"]', 'ENTRYPOINT docker-entrypoint.sh']],
    tells: 'stage 0: "ENTRYPOINT ["docker-entrypoint.sh"]" has become "ENTRYPOINT docker-entrypoint.sh"',
  },
  {
    file: 'redis',
    name: 'CMD in front of ENTRYPOINT, which clears it',
    edits: [
      [
        'ENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["redis-server"]',
        'CMD ["redis-server"]\nENTRYPOINT ["docker-entrypoint.sh"]',
      ],
    ],
    tells: 'stage 0: "ENTRYPOINT ["docker-entrypoint.sh"]" is no longer done',
  },
  {
    file: 'redis',
    name: 'lists kept by dropping the cleanup',
    edits: [['\trm -rf /var/lib/apt/lists/*; \\\n', '']],
    level: 'prune',
    tells: "stage 0: apt's package lists would be left behind",
  },
  {
    file: 'redis',
    name: 'another base image',
    edits: [['bookworm-slim', 'bookworm']],
    tells: 'stage 0: "FROM debian:bookworm-slim" has become "FROM debian:bookworm"',
  },
  {
    file: 'go-service',
    name: 'a stage renamed',
    edits: [['AS build', 'AS builder']],
    tells: 'stage build has become builder',
  },
  {
    file: 'go-service',
    name: 'a stage lost',
    edits: [['FROM alpine:3.19\n', '']],
    tells: 'the number of stages differs',
  },
  {
    file: 'go-service',
    name: 'a cache mount dropped from a RUN',
    edits: [['RUN --mount=type=cache,target=/go/pkg/mod go build', 'RUN go build']],
    tells:
      'stage build: flags of "go build -o /out/service ./cmd/service": [["--mount=type=cache,target=/go/pkg/mod",""]] has become none',
  },
  {
    file: 'go-service',
    name: 'a cache mount on a RUN that had none',
    edits: [['RUN /out/service', 'RUN --mount=type=cache,target=/go/pkg/mod /out/service']],
    tells:
      'stage build: flags of "/out/service --version | grep -q v1": none has become [["--mount=type=cache,target=/go/pkg/mod",""]]',
  },
  {
    file: 'go-service',
    name: 'two RUNs with different flags joined',
    edits: [
      ['go build -o /out/service ./cmd/service\nRUN /out', 'go build -o /out/service ./cmd/service && /out'],
    ],
    tells:
      'stage build: flags of "/out/service --version | grep -q v1": none has become [["--mount=type=cache,target=/go/pkg/mod",""]]',
  },
  {
    file: 'go-service',
    name: 'the environment of a build lost',
    edits: [['ENV CGO_ENABLED=0\n', '']],
    tells: 'stage build: "go mod download" sees other variables',
  },
  {
    file: 'go-service',
    name: 'a pipe taken for the end of an and-list',
    edits: [['RUN /out/service --version | grep -q v1', 'RUN /out/service --version && grep -q v1']],
    tells: 'stage build: "/out/service --version | grep -q v1" has become "/out/service --version"',
  },
  {
    file: 'go-service',
    name: 'COPY from another stage',
    edits: [['--from=build /out/service', '/out/service']],
    tells:
      'stage 1: flags of "COPY --from=build /out/service /usr/local/bin/service": [["--from=build",""]] has become []',
  },
  {
    file: 'go-service',
    name: 'two COPYs merged with the name of one file for a directory',
    edits: [
      [
        'COPY --from=build /out/service /usr/local/bin/service\nCOPY --from=build /src/migrations /srv/migrations/\n',
        'COPY --from=build /out/service /src/migrations /srv/migrations/\n',
      ],
    ],
    tells:
      'stage 1: "COPY --from=build /out/service /usr/local/bin/service" has become "COPY --from=build /out/service /src/migrations /srv/migra..."',
  },
  {
    file: 'go-service',
    name: 'the slash behind a target lost',
    edits: [['/srv/migrations/', '/srv/migrations']],
    tells:
      'stage 1: "COPY --from=build /src/migrations /srv/migrations/" has become "COPY --from=build /src/migrations /srv/migrations"',
  },
  {
    file: 'go-service',
    name: 'a flag on the wrong command',
    edits: [['adduser -S -G service service', 'adduser -G service -S --no-cache service']],
    level: 'prune',
    tells: 'stage 1: "adduser -S -G service service" has become "adduser -G service -S --no-cache service"',
  },
  {
    file: 'go-service',
    name: 'a user before the RUN that makes it',
    edits: [
      ['RUN addgroup -S service && adduser -S -G service service\n', ''],
      ['USER service\n', 'USER service\nRUN addgroup -S service && adduser -S -G service service\n'],
    ],
    tells:
      'stage 1: "addgroup -S service" has become "COPY --from=build /out/service /usr/local/bin/service"',
  },
  {
    file: 'django',
    name: 'an owner lost while copying',
    edits: [['--chown=www-data:www-data ', '']],
    tells:
      'stage base: flags of "COPY --chown=www-data:www-data . .": [["--chown=www-data:www-data",""]] has become []',
  },
  {
    file: 'django',
    name: 'an owner given to other files too',
    edits: [['COPY requirements', 'COPY --chown=www-data:www-data requirements']],
    tells:
      'stage base: flags of "COPY requirements.txt constraints.txt ./": [] has become [["--chown=www-data:www-data",""]]',
  },
  {
    file: 'django',
    name: 'the order of sources changed with their names',
    edits: [['requirements.txt constraints.txt', 'constraints.txt requirement.txt']],
    tells: 'stage base: "COPY requirements.txt constraints.txt ./" is no longer done',
  },
  {
    file: 'django',
    name: 'a working directory told by cd, and lost for the image',
    edits: [
      ['WORKDIR /srv/app\n', ''],
      ['RUN pip', 'RUN mkdir -p /srv/app && cd /srv/app && pip'],
    ],
    tells: 'stage base: "WORKDIR /srv/app" is no longer done',
  },
  {
    file: 'django',
    name: 'an ARG dropped that a RUN reads',
    edits: [['ARG REVISION\n', '']],
    tells:
      'stage base: "apt-get install -y --no-install-recommends gcc libpq-dev" sees other build arguments',
  },
  {
    file: 'django',
    name: 'an ARG behind the RUN that reads it',
    edits: [
      ['ARG REVISION\n', ''],
      ['USER www', 'ARG REVISION\nUSER www'],
    ],
    tells:
      'stage base: "apt-get install -y --no-install-recommends gcc libpq-dev" sees other build arguments',
  },
  {
    file: 'django',
    name: 'EXPOSE lost',
    edits: [['EXPOSE 8000\n', '']],
    tells: 'stage base: "EXPOSE 8000" is no longer done',
  },
  {
    file: 'django',
    name: 'HEALTHCHECK in another form',
    edits: [
      [
        'HEALTHCHECK CMD curl -f http://localhost:8000/',
        'HEALTHCHECK CMD ["curl", "-f", "http://localhost:8000/"]',
      ],
    ],
    tells:
      'stage base: "HEALTHCHECK CMD curl -f http://localhost:8000/" has become "HEALTHCHECK CMD ["curl", "-f", "http://localhost:8000/"]"',
  },
  {
    file: 'django',
    name: 'single quotes around a variable in an echo',
    edits: [['"$REVISION"', "'$REVISION'"]],
    tells: 'stage base: "echo "$REVISION" > /etc/revision" has become "echo \'$REVISION\' > /etc/revision"',
  },
  {
    file: 'django',
    name: 'a cleanup between update and install',
    edits: [
      [
        'RUN apt-get update \\\n    && ',
        'RUN apt-get update \\\n    && rm -rf /var/lib/apt/lists/* \\\n    && ',
      ],
    ],
    level: 'prune',
    tells:
      'stage base: "apt-get install -y --no-install-recommends gcc libpq-dev" may read apt\'s package lists, and would find other content',
  },
  {
    file: 'django',
    name: 'a file appended instead of written',
    edits: [['> /etc/revision', '>> /etc/revision']],
    tells: 'stage base: "echo "$REVISION" > /etc/revision" has become "echo "$REVISION" >> /etc/revision"',
  },
  {
    file: 'node-api',
    name: 'cleanup in the RUN that updates, while the next one installs',
    edits: [['RUN apt-get update\n', 'RUN apt-get update && rm -rf /var/lib/apt/lists/*\n']],
    level: 'prune',
    tells:
      'stage 0: "apt-get install -y graphicsmagick" may read apt\'s package lists, and would find other content',
  },
  {
    file: 'node-api',
    name: 'cleanup before the manager has run',
    edits: [['RUN chmod 644', 'RUN rm -rf /var/lib/apt/lists/*\nRUN chmod 644']],
    level: 'prune',
    tells: 'stage 0: "rm -rf /var/lib/apt/lists/*": rm has not run there before',
  },
  {
    file: 'node-api',
    name: 'cleanup of more than the lists',
    edits: [['graphicsmagick\n', 'graphicsmagick && rm -rf /var/lib/apt\n']],
    level: 'prune',
    tells: 'stage 0: "rm -rf /var/lib/apt" is done that was not',
  },
  {
    file: 'node-api',
    name: 'cleanup whose end hides a failure',
    edits: [['graphicsmagick\n', 'graphicsmagick; apt-get clean\n']],
    level: 'prune',
    tells: 'stage 0: failure of "apt-get install -y graphicsmagick": abort has become ignore',
  },
  {
    file: 'node-api',
    name: 'cleanup at `exact`',
    edits: [['graphicsmagick\n', 'graphicsmagick && rm -rf /var/lib/apt/lists/*\n']],
    tells: 'stage 0: "rm -rf /var/lib/apt/lists/*" is done that was not',
  },
  {
    file: 'node-api',
    name: 'recommended packages dropped below `reshape`',
    edits: [['install -y graphicsmagick', 'install -y --no-install-recommends graphicsmagick']],
    level: 'prune',
    tells:
      'stage 0: "apt-get install -y graphicsmagick" has become "apt-get install -y --no-install-recommends graphicsmagick"',
  },
  {
    file: 'node-api',
    name: 'a package dropped that no one has declared',
    edits: [['install -y graphicsmagick', 'install -y']],
    level: 'reshape',
    tells: 'stage 0: "apt-get install -y graphicsmagick" has become "apt-get install -y"',
  },
  {
    file: 'node-api',
    name: 'npm install for npm ci',
    edits: [['npm ci', 'npm install']],
    tells: 'stage 0: "npm ci" has become "npm install"',
  },
  {
    file: 'node-api',
    name: 'another npm flag than the list has',
    edits: [['npm ci', 'npm ci --omit=dev']],
    level: 'prune',
    tells: 'stage 0: "npm ci" has become "npm ci --omit=dev"',
  },
  {
    file: 'node-api',
    name: 'dependent COPYs changed places',
    edits: [
      [
        'COPY config /etc/api/\nCOPY templates /srv/templates/\n',
        'COPY templates /srv/templates/\nCOPY config /srv/templates/api/\n',
      ],
    ],
    tells: 'stage 0: "COPY config /etc/api/" is no longer done',
  },
  {
    file: 'node-api',
    name: 'a COPY moved in front of one that it overwrites',
    edits: [
      ['COPY package.json package-lock.json ./\n', ''],
      ['RUN npm ci\n', 'RUN npm ci\nCOPY package.json package-lock.json ./\n'],
    ],
    tells: 'stage 0: "npm ci" is done that was not',
  },
  {
    file: 'node-api',
    name: 'a mode given to all files of a directory',
    edits: [
      ['COPY config /etc/api/\n', 'COPY --chmod=644 config /etc/api/\n'],
      ['RUN chmod 644 /etc/api/*.json\n', ''],
    ],
    tells: 'stage 0: flags of "COPY config /etc/api/": [] has become [["--chmod=644",""]]',
  },
  {
    file: 'node-api',
    name: 'umask leaks into the next command',
    edits: [['> /var/lib/api/key\nRUN export', '> /var/lib/api/key && export']],
    tells: 'stage 0: umask of "npm run build": none has become 077',
  },
  {
    file: 'node-api',
    name: 'an export leaks into the next RUN',
    edits: [['npm run build\nRUN if', 'npm run build && if']],
    tells: 'stage 0: "if [ "$NODE_ENV" = production ]; then npm prune; fi" sees other variables',
  },
  {
    file: 'node-api',
    name: 'an export lost',
    edits: [['RUN export BUILD=1 && npm', 'RUN npm']],
    tells: 'stage 0: "npm run build" sees other variables',
  },
  {
    file: 'node-api',
    name: 'an `if` whose failure no longer counts',
    edits: [['fi\nRUN for', 'fi; true\nRUN for']],
    tells:
      'stage 0: failure of "if [ "$NODE_ENV" = production ]; then npm prune; fi": abort has become ignore',
  },
  {
    file: 'node-api',
    name: 'a loop split into its words',
    edits: [['for dir in cache logs', 'for dir in cache']],
    tells:
      'stage 0: "for dir in cache logs; do mkdir -p "/var/lib/api/$dir"; done" has become "for dir in cache; do mkdir -p "/var/lib/api/$dir"; done"',
  },
  {
    file: 'node-api',
    name: 'a relative WORKDIR from another place',
    edits: [['WORKDIR dist', 'WORKDIR /dist']],
    tells: 'stage 0: directory of "WORKDIR dist": /app/dist has become /dist',
  },
  {
    file: 'node-api',
    name: 'NODE_ENV moved behind npm ci',
    edits: [
      ['ENV NODE_ENV=production\n', ''],
      ['RUN npm ci\n', 'RUN npm ci\nENV NODE_ENV=production\n'],
    ],
    tells: 'stage 0: "npm ci" sees other variables',
  },
  {
    file: 'report-job',
    name: 'a line of a here-document lost',
    edits: [['echo ready > state\n', '']],
    tells: 'a here-document is changed',
  },
  {
    file: 'report-job',
    name: 'a here-document that expands no longer',
    edits: [['<<SETTINGS', "<<'SETTINGS'"]],
    tells: 'stage 0: "COPY <<SETTINGS /etc/job.conf" has become "COPY <<\'SETTINGS\' /etc/job.conf"',
  },
  {
    file: 'report-job',
    name: 'a here-document whose tabs are cut',
    edits: [['<<REPORT', '<<-REPORT']],
    tells: 'stage 0: "cat <<REPORT > header.txt" has become "cat <<-REPORT > header.txt"',
  },
  {
    file: 'report-job',
    name: 'the text of a copied here-document changed',
    edits: [['level=info', 'level=debug']],
    tells: 'a here-document is changed',
  },
  {
    file: 'report-job',
    name: 'a here-document under another name of the file',
    edits: [['/etc/job.conf\nlevel', '/etc/jobs.conf\nlevel']],
    tells: 'stage 0: target of "COPY <<SETTINGS /etc/job.conf": /etc/job.conf has become /etc/jobs.conf',
  },
  {
    file: 'report-job',
    name: 'a trap that outlives its RUN',
    edits: [['sh ./run.sh\nRUN touch in/a in/b', 'sh ./run.sh; touch in/a in/b']],
    tells: 'stage 0: failure of "sh ./run.sh": abort has become ignore',
  },
  {
    file: 'report-job',
    name: 'a trap lost',
    edits: [["trap 'rm -f lock' EXIT; ", '']],
    tells: 'stage 0: "trap \'rm -f lock\' EXIT" is no longer done',
  },
  {
    file: 'report-job',
    name: 'a hard link joined into the layer of its file',
    edits: [['out/a\nRUN sh', 'out/a && sh']],
    tells: 'stage 0: "end of ln in/a out/a" is no longer done',
  },
  {
    file: 'report-job',
    name: 'single quotes around $0 become double',
    edits: [["'echo $0'", '"echo $0"']],
    tells: 'stage 0: "sh -c \'echo $0\'" has become "sh -c "echo $0""',
  },
  {
    file: 'report-job',
    name: 'blanks inside quotes squeezed',
    edits: [['"two  blanks"', '"two blanks"']],
    tells:
      'stage 0: "printf \'%s\\n\' "two blanks" \'a "quoted" word\'" has become "printf \'%s\\n\' "two blanks" \'a "quoted" word\'"',
  },
  {
    file: 'report-job',
    name: 'a quoted word split',
    edits: [['\'a "quoted" word\'', 'a "quoted" word']],
    tells:
      'stage 0: "printf \'%s\\n\' "two blanks" \'a "quoted" word\'" has become "printf \'%s\\n\' "two blanks" a "quoted" word"',
  },
  {
    file: 'report-job',
    name: 'a parser directive lost',
    edits: [['# escape=\\\n', '']],
    tells: 'a parser directive is lost or changed',
  },
  {
    file: 'report-job',
    name: 'ONBUILD lost',
    edits: [['ONBUILD RUN ./check.sh\n', '']],
    tells: 'stage 0: "ONBUILD RUN ./check.sh" is no longer done',
  },
  {
    file: 'report-job',
    name: 'ONBUILD done at once',
    edits: [['ONBUILD RUN', 'RUN']],
    tells: 'stage 0: "./check.sh" is done that was not',
  },
  {
    file: 'report-job',
    name: 'a label changed',
    edits: [['="report"', '="Report"']],
    tells: 'stage 0: "LABEL org.example.job="report"" has become "LABEL org.example.job="Report""',
  },
  {
    file: 'report-job',
    name: 'the last comment lost',
    edits: [['# The end.\n', '']],
    tells: 'a comment is lost or changed',
  },
  {
    file: 'fedora-web',
    name: 'a RUN moved into the stage that is FROM another',
    edits: [
      ["RUN sed -i 's/^Listen 80$/Listen 8080/' /etc/httpd/conf/httpd.conf\n", ''],
      ['FROM web\n', "FROM web\nRUN sed -i 's/^Listen 80$/Listen 8080/' /etc/httpd/conf/httpd.conf\n"],
    ],
    tells: 'stage web: "sed -i \'s/^Listen 80$/Listen 8080/\' /etc/httpd/conf/httpd..." is no longer done',
  },
  {
    file: 'fedora-web',
    name: 'a stage FROM another one',
    edits: [['FROM web\nRUN --mount', 'FROM check\nRUN --mount']],
    tells: 'stage 2: "FROM web" has become "FROM check"',
  },
  {
    file: 'fedora-web',
    name: 'a mount from another stage',
    edits: [['from=check', 'from=web']],
    tells:
      'stage 2: flags of "cp /check/etc/httpd/conf/httpd.conf /etc/httpd/conf/teste...": [["--mount=type=bind,from=check,target=/check",""]] has become [["--mount=type=bind,from=web,target=/check",""]]',
  },
  {
    file: 'fedora-web',
    name: 'a pattern of sed changed',
    edits: [['^Listen 80$', '^Listen 80']],
    tells:
      'stage web: "sed -i \'s/^Listen 80$/Listen 8080/\' /etc/httpd/conf/httpd..." has become "sed -i \'s/^Listen 80/Listen 8080/\' /etc/httpd/conf/httpd...."',
  },
  {
    file: 'fedora-web',
    name: 'USER without its group',
    edits: [['apache:apache', 'apache']],
    tells: 'stage 2: "USER apache:apache" has become "USER apache"',
  },
  {
    file: 'fedora-web',
    name: 'packages in one command that were two',
    edits: [
      [
        'RUN dnf install -y httpd mod_ssl\nRUN dnf install -y php-fpm\n',
        'RUN dnf install -y httpd mod_ssl php-fpm\n',
      ],
    ],
    tells: 'stage web: "dnf install -y httpd mod_ssl" has become "dnf install -y httpd mod_ssl php-fpm"',
  },
  {
    file: 'fedora-web',
    name: 'cleanup of another manager',
    edits: [['php-fpm\n', 'php-fpm && yum clean all\n']],
    level: 'prune',
    tells: 'stage web: "yum clean all": yum has not run there before',
  },
  {
    file: 'stamped',
    name: 'an ARG, with the label that is told by it, moved below a RUN that may read it',
    edits: [
      ['ARG GIT_COMMIT\n', ''],
      ['LABEL org.opencontainers.image.revision=$GIT_COMMIT\n', ''],
      ['RUN curl', 'ARG GIT_COMMIT\nLABEL org.opencontainers.image.revision=$GIT_COMMIT\nRUN curl'],
    ],
    tells: 'stage 0: "git clone https://example.org/tool /opt/tool/src" sees other build arguments',
  },
  {
    file: 'stamped',
    name: 'a LABEL moved over the ARG that it is told by',
    edits: [
      ['ARG GIT_COMMIT\n', ''],
      ['LABEL vendor=example\n', 'ARG GIT_COMMIT\nLABEL vendor=example\n'],
    ],
    tells:
      'stage 0: variables of "LABEL org.opencontainers.image.revision=$GIT_COMMIT": GIT_COMMIT?2 has become GIT_COMMIT!',
  },
  {
    file: 'stamped',
    name: 'an ENV moved over an ENV that is told by it',
    edits: [
      ['ENV RELEASE=$VERSION\n', ''],
      ['ENV NAME=tool-$RELEASE\n', 'ENV NAME=tool-$RELEASE\nENV RELEASE=$VERSION\n'],
    ],
    tells:
      'stage 0: variables of "curl -fsSLo /opt/tool/data.tgz https://example.org/$NAME.tgz": NAME?tool-\u0001VERSION?0\u0002 has become NAME=tool-',
  },
  {
    file: 'stamped',
    name: 'an ARG moved over an ENV that is told by it',
    edits: [
      ['ARG VERSION=1.0\n', ''],
      ['ENV NAME', 'ARG VERSION=1.0\nENV NAME'],
    ],
    tells:
      'stage 0: variables of "curl -fsSLo /opt/tool/data.tgz https://example.org/$NAME.tgz": NAME?tool-\u0001VERSION?0\u0002 has become NAME=tool-',
  },
  {
    file: 'stamped',
    name: 'an ENV moved below a RUN that names it',
    edits: [
      ['ENV NAME=tool-$RELEASE\n', ''],
      ['CMD', 'ENV NAME=tool-$RELEASE\nCMD'],
    ],
    tells:
      'stage 0: variables of "curl -fsSLo /opt/tool/data.tgz https://example.org/$NAME.tgz": NAME?tool-\u0001VERSION?0\u0002 has become NAME!',
  },
  {
    file: 'stamped',
    name: 'labels of one name in another order',
    edits: [
      [
        'LABEL vendor=example\nLABEL vendor=example.org\n',
        'LABEL vendor=example.org\nLABEL vendor=example\n',
      ],
    ],
    tells: 'stage 0: "LABEL vendor=example" is no longer done',
  },
];

/** Each is the same build, as far as the level says. */
export const harmless: readonly Planted[] = [
  {
    file: 'redis',
    name: 'ENV in front of programs that do not read it',
    edits: [
      ['# The user', 'ENV REDIS_VERSION=7.4.0\n# The user'],
      ['redis\nENV REDIS_VERSION=7.4.0\n', 'redis\n'],
    ],
  },
  {
    file: 'node-api',
    name: 'files behind a RUN that has nothing to do with them',
    edits: [
      ['COPY templates /srv/templates/\n', ''],
      ['*.json\n', '*.json\nCOPY templates /srv/templates/\n'],
    ],
  },
  { file: 'django', name: 'nothing changed', edits: [] },
  {
    file: 'django',
    name: 'line ends inside of a chain',
    edits: [['RUN apt-get update \\\n    && apt-get', 'RUN apt-get update && apt-get']],
  },
  {
    file: 'django',
    name: 'sources copied one by one',
    edits: [
      ['COPY requirements.txt constraints.txt ./\n', 'COPY requirements.txt ./\nCOPY constraints.txt ./\n'],
    ],
  },
  { file: 'django', name: 'two chains in one RUN', edits: [['--noinput\nRUN echo', '--noinput && echo']] },
  {
    file: 'django',
    name: 'cleanup behind the last install',
    edits: [['pip install -r requirements.txt\n', 'pip install -r requirements.txt && pip cache purge\n']],
    level: 'prune',
  },
  {
    file: 'django',
    name: 'a flag that spares the cache',
    edits: [['pip install -r', 'pip install --no-cache-dir -r']],
    level: 'prune',
  },
  {
    file: 'redis',
    name: 'an and-list in braces behind a chain',
    edits: [
      ['RUN mkdir /data && chown redis:redis /data\n', 'RUN { mkdir /data && chown redis:redis /data; }\n'],
    ],
  },
  {
    file: 'redis',
    name: 'a RUN in parentheses',
    edits: [
      ['RUN mkdir /data && chown redis:redis /data\n', 'RUN (mkdir /data && chown redis:redis /data)\n'],
    ],
  },
  {
    file: 'redis',
    name: 'a chain as a list under errexit',
    edits: [
      ['RUN mkdir /data && chown redis:redis /data\n', 'RUN set -e; mkdir /data; chown redis:redis /data\n'],
    ],
  },
  {
    file: 'redis',
    name: 'a list under errexit as two RUNs',
    edits: [['redis --gid=999; \\\n\tuseradd', 'redis --gid=999\nRUN set -eux; useradd']],
  },
  {
    file: 'redis',
    name: 'metadata behind a RUN that cannot see it',
    edits: [
      ['ENTRYPOINT ["docker-entrypoint.sh"]\n', ''],
      ['CMD ["redis-server"]', 'ENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["redis-server"]'],
    ],
  },
  {
    file: 'go-service',
    name: 'a flag on apk add',
    edits: [['apk add ca', 'apk add --no-cache ca']],
    level: 'prune',
  },
  {
    file: 'go-service',
    name: 'copies into different places in another order',
    edits: [
      [
        'COPY --from=build /out/service /usr/local/bin/service\nCOPY --from=build /src/migrations /srv/migrations/\n',
        'COPY --from=build /out/service /usr/local/bin/service\nCOPY --from=build /src/migrations /srv/migrations/\n',
      ],
    ],
  },
  {
    file: 'node-api',
    name: 'independent COPYs changed places',
    edits: [
      [
        'COPY config /etc/api/\nCOPY templates /srv/templates/\n',
        'COPY templates /srv/templates/\nCOPY config /etc/api/\n',
      ],
    ],
  },
  {
    file: 'node-api',
    name: 'packages dropped that are declared',
    edits: [[' graphicsmagick', '']],
    level: 'reshape',
    drops: true,
  },
  {
    file: 'node-api',
    name: 'recommended packages dropped',
    edits: [['install -y graphicsmagick', 'install -y --no-install-recommends graphicsmagick']],
    level: 'reshape',
  },
  {
    file: 'node-api',
    name: 'a package with its apt archives cleaned',
    edits: [['graphicsmagick\n', 'graphicsmagick && apt-get clean\n']],
    level: 'prune',
  },
  {
    file: 'legacy-tools',
    name: 'parentheses around what would leak',
    edits: [
      [
        'RUN cd /opt; ./prepare-licence; touch licence.done\nRUN ./configure --prefix=/opt/tools || true\n',
        'RUN (cd /opt; ./prepare-licence; touch licence.done) && \\\n    { ./configure --prefix=/opt/tools || true; }\n',
      ],
    ],
  },
  {
    file: 'legacy-tools',
    name: 'an absolute path for a cd',
    edits: [
      [
        'RUN wget -q https://example.org/tools.tar.gz && tar xzf tools.tar.gz -C /opt && rm tools.tar.gz\n',
        'RUN wget -q https://example.org/tools.tar.gz && tar xzf tools.tar.gz -C /opt\nRUN rm tools.tar.gz\n',
      ],
    ],
  },
  {
    file: 'report-job',
    name: 'the keyword in small letters',
    edits: [['RUN cat /etc/job.conf', 'run cat /etc/job.conf']],
  },
  {
    file: 'report-job',
    name: 'quotes that mean nothing',
    edits: [['RUN touch in/a in/b', 'RUN touch \'in/a\' "in/b"']],
  },
  {
    file: 'fedora-web',
    name: 'two installs in one RUN',
    edits: [['mod_ssl\nRUN dnf', 'mod_ssl && \\\n    dnf']],
  },
  {
    file: 'fedora-web',
    name: 'two installs in one RUN, cleaned',
    edits: [
      ['mod_ssl\nRUN dnf install -y php-fpm\n', 'mod_ssl && dnf install -y php-fpm && dnf clean all\n'],
    ],
    level: 'prune',
  },
  {
    file: 'stamped',
    name: 'variables and labels moved below a RUN that does not read them',
    edits: [
      ['RUN mkdir -p /opt/tool\n', ''],
      ['ARG VERSION', 'RUN mkdir -p /opt/tool\nARG VERSION'],
    ],
  },
  {
    file: 'stamped',
    name: 'ARGs that know nothing of each other in another order',
    edits: [['ARG VERSION=1.0\nARG GIT_COMMIT\n', 'ARG GIT_COMMIT\nARG VERSION=1.0\n']],
  },
  {
    file: 'stamped',
    name: 'an ARG below an ENV that is not told by it',
    edits: [
      ['ARG GIT_COMMIT\n', ''],
      ['LABEL org', 'ARG GIT_COMMIT\nLABEL org'],
    ],
  },
];
