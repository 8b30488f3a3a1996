/** What a RUN has made and somebody still needs, in the ways that are easily overlooked. */
import { describe, expect, it } from '@jest/globals';
import { squash } from '../../src/index.js';

const MADE = 'RUN git clone https://h.example/foobar.git /tmp/foobar && cd /tmp/foobar && make install';
const FETCHED = 'WORKDIR /opt\nRUN wget https://h.example/foo.tgz && tar xf foo.tgz';
const ELSEWHERE =
  'WORKDIR /work\nRUN wget -O /opt/foo.tgz https://h.example/foo.tgz && tar xf /opt/foo.tgz -C /srv';
const FOLDER = 'RUN git clone https://h.example/x.git /tmp/x && cd /tmp/x && make install &&';

const isLeft = (text: string): boolean => {
  const { changed, withheld } = squash(`FROM debian:12\n${text}\n`, {
    level: 'reshape',
    only: ['drop-leftovers'],
  });
  return !changed && withheld.length === 0;
};

it('the beginnings of these cases alone are leftovers', () => {
  expect([MADE, FETCHED, ELSEWHERE, FOLDER.slice(0, -3)].map(isLeft)).toEqual([false, false, false, false]);
});

describe('left alone, as a variable gets another value:', () => {
  const run = 'RUN d=$(mktemp -d) && git clone https://h.example/x.git "$d" && make -C "$d" install &&';
  it.each([
    'for d in /opt/b; do ls /; done',
    'read -r d < /etc/appdir',
    'printf -v d /opt/%s app && ls /',
    'unset d',
    'echo "export PATH=$d/bin:$PATH" > /etc/profile.d/x.sh',
  ])('%s', (last) => {
    expect(isLeft(`${run} ${last}`)).toBe(true);
  });
});

describe('left alone, as it is put together later:', () => {
  it.each([
    'RUN for p in foo bar; do cp /opt/$p.tgz /srv/; done',
    'RUN for n in foo bar; do rm $n.tgz; done',
    'RUN set -- foo bar && cp $1.tgz /data',
    'RUN un() { tar xf "$1.tgz" -C /data; }; un foo',
    "RUN sh -c 'tar xf $0.tgz -C /data' foo",
    "RUN echo foo bar | xargs -n1 sh -c 'tar xf $0.tgz -C /data'",
    'ENV N=foo\nRUN dd if=$N.tgz of=/srv/a',
    'ENV N=foo\nRUN tar xz -C /srv <$N.tgz',
    'ENV N=foo\nRUN tar -C /srv -xf$N.tgz',
    'RUN cp ${N:-foo}.tgz /srv/',
    'RUN cp -r $PWD /srv/',
    'RUN cp -r "$(pwd)" /srv/',
    'RUN find -type f | xargs cp -t /srv',
    'RUN ls -w 1 > /list',
    'RUN git init && git add -A && git commit -m x',
    'RUN sha256sum -c SHA256SUMS',
    'RUN ln -s /opt /pkg && cp -r /pkg/. /data',
  ])('%s', (later) => {
    expect(isLeft(`${FETCHED}\n${later}`)).toBe(true);
  });

  it.each([
    "RUN su app -c 'cd /opt; cp *.tgz /data'",
    "RUN bash -c 'cd /opt&&cp *.tgz /data'",
    'CMD ["bash","-c","cd /opt; cp *.tgz /data"]',
    'CMD bash -c "cd /opt; cp *.tgz /data"',
    'ENTRYPOINT for f in $(cd /opt; echo *.tgz); do tar xf /opt/$f; done',
    'HEALTHCHECK CMD test -n "$(ls /opt)"',
    'COPY <<EOF /start.sh\nfor f in /opt/*.tgz; do tar xf "$f" -C /data; done\nEOF\nCMD ["sh","/start.sh"]',
    'FROM debian:12 AS other\nRUN --mount=type=bind,from=0,target=/mnt cp /mnt/opt/*.tgz /data',
  ])('%s', (later) => {
    expect(isLeft(`${ELSEWHERE}\n${later}`)).toBe(true);
  });

  it.each([
    'ENV T=/tmp\nRUN cp $T/foobar/bin/foo /usr/local/bin/foo',
    'ENV T=/tmp\nRUN cd $T/foobar && ./run',
    'ENV T=/tmp\nCMD $T/foobar/run',
    'RUN cd / && cp tmp/foobar/run /usr/bin/',
    'RUN /tmp/foo*/run --install',
    'ENV D=foobar\nENV PATH=/tmp/$D/bin:$PATH',
    'ENV T=/tmp\nENV B=$T/foobar\nRUN $B/run',
  ])('%s', (later) => {
    expect(isLeft(`${MADE}\n${later}`)).toBe(true);
  });
});

describe('left alone, as something points there:', () => {
  it.each([
    'cp -s /tmp/x/bin/foo /usr/local/bin/foo',
    "echo 'export PATH=/tmp/x/bin:$PATH' >> /root/.bashrc",
    'echo /tmp/x/lib > /etc/ld.so.conf.d/x.conf && ldconfig',
    'ldconfig /tmp/x/lib',
    "sed -i 's|@ROOT@|/tmp/x|' /etc/foo.conf",
    'git config --system core.hooksPath /tmp/x/hooks',
    'git worktree add /opt/y v1',
    'git clone --shared /tmp/x /opt/y',
    'make link',
    'pwd > /etc/app-home',
    'cmake -S /tmp/x -B /opt/build',
  ])('%s', (last) => {
    expect(isLeft(`${FOLDER} ${last}`)).toBe(true);
  });
});

describe('left alone, as it is no leftover:', () => {
  const get = 'curl -fsSL https://h.example/y';
  it.each([
    [
      'a key that apt looks for',
      `RUN ${get} -o /etc/apt/keyrings/d.asc && gpg --show-keys /etc/apt/keyrings/d.asc && apt-get update`,
    ],
    [
      'a key that is imported and looked for',
      `RUN ${get} -o /etc/apt/trusted.gpg.d/f.asc && gpg --import /etc/apt/trusted.gpg.d/f.asc`,
    ],
    [
      'a key of a repository',
      `RUN ${get} -o /etc/pki/rpm-gpg/K.asc && rpm --import /etc/pki/rpm-gpg/K.asc && yum install -y foo`,
    ],
    [
      'what is signed',
      'RUN wget -O /etc/apk/keys/f.pub https://h.example/f && wget -O /f.bin.asc https://h.example/g && gpg --verify /f.bin.asc /etc/apk/keys/f.pub && mv /f.bin.asc /x',
    ],
    [
      'an archive that is called like its content',
      'WORKDIR /usr/local/bin\nRUN curl -fsSL -o helm https://h.example/helm.tgz && tar xzf helm linux-amd64/helm && chmod +x helm',
    ],
    [
      'a list that is checked behind',
      'WORKDIR /opt\nRUN wget https://h.example/x.tgz && tar xf x.tgz && sha256sum x.tgz > sums && sha256sum -c sums',
    ],
    [
      'an archive that is only tested',
      `RUN ${get} -o /opt/plugins/git.zip && unzip -qt /opt/plugins/git.zip`,
    ],
    ['a script that is only read', `RUN ${get} -o /root/setup.sh && bash -n /root/setup.sh`],
    [
      'a script that is kept',
      `RUN ${get} -o /opt/install.sh && bash /opt/install.sh && echo 'exec bash /opt/install.sh' > /start.sh`,
    ],
    [
      'a program',
      'RUN wget -O /usr/local/bin/get_iplayer https://h.example/i && perl /usr/local/bin/get_iplayer --version',
    ],
    [
      'an archive that is used as it is',
      'RUN wget -O /opt/lib/foo.jar https://h.example/foo.jar && unzip /opt/lib/foo.jar log4j.xml -d /etc',
    ],
    [
      'an archive that a part is shown of',
      'RUN curl -fsSLo /charts/app.tgz https://h.example/app.tgz && tar -xOf /charts/app.tgz app/Chart.yaml > /etc/chart.yaml',
    ],
    [
      'an archive that is packed',
      'WORKDIR /opt\nRUN wget https://h.example/foo.tgz && tar -czfbox.tar.gz foo.tgz',
    ],
    ['a folder that is filled', 'RUN mkdir -p /tmp/x && cp -t /tmp/x /etc/hosts /etc/passwd'],
    ['a folder that is installed to', 'RUN mkdir -p /tmp/tools && cargo install --root /tmp/tools ripgrep'],
    [
      'a folder that another is installed to',
      'RUN mkdir -p /tmp/dist && cmake --install /src/build --prefix /tmp/dist',
    ],
    ['a folder that nothing is taken out of', 'RUN git clone https://h.example/l /tmp/l && make -C /tmp/l'],
    [
      'a build that goes on elsewhere',
      'RUN git clone https://h.example/x.git /tmp/x && cmake -S /tmp/x -B /opt/build && cmake --build /opt/build\nRUN cmake --install /opt/build',
    ],
    [
      'what another user owns',
      'USER app\nWORKDIR /home/app\nRUN wget https://h.example/foo.tgz && chmod a-w . && tar xf foo.tgz -C /srv',
    ],
    [
      'the cache of its author',
      'RUN --mount=type=cache,target=/downloads wget -nc -P /downloads https://h.example/foo.tgz && tar xf /downloads/foo.tgz -C /opt',
    ],
    [
      'packages that are looked for in their folder',
      'RUN wget -P /wheels https://h.example/foo-1.0-py3-none-any.whl && pip install /wheels/foo-1.0-py3-none-any.whl',
    ],
  ])('%s', (_, text) => {
    expect(isLeft(text)).toBe(true);
  });
});
