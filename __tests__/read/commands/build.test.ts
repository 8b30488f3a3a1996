import { describe, expect, it } from '@jest/globals';
import { told } from './languages.js';

const BUILD = 'reads anything, writes the system /work';

describe('make and ninja', () => {
  it.each([
    ['make', BUILD],
    ['make -j4 all', BUILD],
    ['make -j"$(nproc)"', BUILD],
    ['make -j $(nproc) CFLAGS="-O2 -I/data" V=1', BUILD],
    ['make -C /data -f /data/Makefile', 'reads anything, writes the system /data /work'],
    ['make PREFIX=/data lib', 'reads anything, writes the system /data /work'],
    ['ninja -C build', BUILD],
    ['ninja -v -j2 all', BUILD],
    ['cmake --build . --target app -- -j4', BUILD],
    ['cmake --build /data --parallel 4', 'reads anything, writes the system /data /work'],
    ['meson compile -C build', BUILD],
  ])('%s writes where it is', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each([
    'make install',
    'make -j4 all install',
    'make install_sw',
    'make altinstall PREFIX=/data',
    'make DESTDIR=/data',
    'make dist',
    'make deploy',
    'make $TARGETS',
    'make "$MAKE_OPTS"',
    'make run',
    'ninja install',
    'ninja -C build install',
    'ninja -t clean',
    'cmake --build . --target install',
    'cmake --install build',
    'meson install -C build',
    'meson test',
    'ctest',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});

describe('configuring', () => {
  it.each([
    ['./configure --prefix=/data --with-ssl=/data/ssl CFLAGS="-O2 -I/data"', 'reads anything, writes /work'],
    ['./configure --build="$ARCH" --builddir=/data', 'reads anything, writes /data /work'],
    ['../configure', 'reads anything, writes /work'],
    ['./autogen.sh', 'reads anything, writes /work'],
    ['autoreconf -fi', 'reads anything, writes /work'],
    ['cmake -DCMAKE_INSTALL_PREFIX=/usr -G Ninja .', BUILD],
    [
      'cmake -S /data/src -B /data/build -DCMAKE_BUILD_TYPE=Release',
      'reads anything, writes the system /data/build /data/src /work',
    ],
    ['cmake -DOUT=/data/out .', 'reads anything, writes the system /data/out /work'],
    ['cmake --version', BUILD],
    ['meson setup build --prefix=/usr', BUILD],
    ['meson /data/build', 'reads anything, writes the system /data/build /work'],
    ['pkg-config --cflags openssl', 'reads anything'],
  ])('%s: %s', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each([
    'cmake -E remove x',
    'cmake -P x.cmake',
    'cmake --preset x',
    'cmake',
    'cmake -DX="a /data/b" .',
    './bootstrap.sh',
    'cmake $ARGS',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});

describe('compilers', () => {
  it.each([
    ['gcc -O2 -Wall -I/data/include -o /data/a a.c', 'reads anything, writes /data/a /work'],
    ['gcc -c a.c', 'reads anything, writes /work'],
    ['g++ -o/data/a a.cpp -L/data -lz -Wl,-rpath,/data', 'reads anything, writes /data/a /work'],
    ['clang $(pkg-config --cflags x) *.c -o a', 'reads anything, writes /work'],
    ['ld -r -o /data/x.o a.o', 'reads anything, writes /data/x.o /work'],
    ['ranlib /data/lib.a', 'reads /data/lib.a, writes /data/lib.a'],
    ['objcopy -O binary /data/a /data/b', 'reads /data/a /data/b, writes /data/a /data/b'],
    ['nm a', 'reads anything'],
    [
      'protoc -I/data --go_out=plugins=grpc:/data/out --python_out /data/py *.proto',
      'reads anything, writes /data/out /data/py',
    ],
    ['gcc --version', 'reads anything, writes /work'],
    ['tsc --version', 'nothing'],
  ])('%s: %s', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each([
    'gcc @flags',
    'gcc $CFLAGS a.c',
    'gcc -Wl,-Map=/data/x a.c',
    'gcc -MMD -c a.c -o /data/a.o',
    'objcopy --dump-section a=/b x',
    'protoc @x',
    'tsc',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});
