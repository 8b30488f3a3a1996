import { describe, expect, it } from '@jest/globals';
import { told } from './languages.js';

const BUILD = 'cargo download: reads anything, writes the system /work';
const SETTINGS = '/work/.cargo /work/rust-toolchain /work/rust-toolchain.toml';

describe('cargo', () => {
  it.each([
    ['cargo build --release', BUILD],
    ['cargo build --release --features a,b -p x', BUILD],
    ['cargo build --target-dir /data', 'cargo download: reads anything, writes the system /data /work'],
    ['cargo build --manifest-path x/Cargo.toml', 'cargo download: reads anything, writes the system /work'],
    ['cargo check', BUILD],
    ['cargo chef cook --release --recipe-path recipe.json', BUILD],
    ['cargo fetch', 'cargo download: reads anything, writes the system /work'],
    ['cargo vendor', 'cargo download: reads anything, writes the system /work'],
    ['cargo clean', 'cargo clean: reads the system /work, writes the system /work'],
    ['cargo install ripgrep --version 1.0', `cargo install: reads the system ${SETTINGS}, writes the system`],
    [
      'cargo install --root /data x',
      `cargo install: reads the system /data ${SETTINGS}, writes the system /data`,
    ],
    ['cargo install --git https://x.org/y', `cargo install: reads the system ${SETTINGS}, writes the system`],
    ['cargo install --path .', 'cargo install: reads anything, writes the system /work'],
    ['cargo --version', 'nothing'],
  ])('%s: %s', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each([
    'cargo run',
    'cargo test',
    'cargo bench',
    'cargo publish',
    'cargo install',
    'cargo +nightly build',
    'cargo build --manifest-path /data/Cargo.toml',
    'cargo build --manifest-path=../Cargo.toml',
    'cargo rustc -- -o /data/x',
    'cargo build $FLAGS',
    'cargo unheard',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});

describe('rustup and rustc', () => {
  it.each([
    [
      'rustup target add x86_64-unknown-linux-musl',
      `rustup install: reads the system ${SETTINGS}, writes the system`,
    ],
    ['rustup component add clippy', `rustup install: reads the system ${SETTINGS}, writes the system`],
    [
      './rustup-init -y --no-modify-path --profile minimal --default-toolchain 1.70',
      'rustup install: reads the system /work/rustup-init, writes the system',
    ],
    ['rustc --version', 'reads anything, writes /work'],
    ['rustc -O main.rs -o /data/x', 'reads anything, writes /data/x /work'],
  ])('%s: %s', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each(['rustup run nightly x', 'rustup override set nightly', 'rustc @args'])(
    '%s may do anything',
    (text) => {
      expect(told(text)).toBe('unknown');
    },
  );
});
