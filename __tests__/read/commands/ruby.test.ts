import { describe, expect, it } from '@jest/globals';
import { effectsIn } from '../effects-of.js';
import { told, where } from './languages.js';

const SYSTEM = 'reads the system, writes the system';
const HERE = 'reads the system /work/*.gem, writes the system';
const PROJECT = 'reads anything, writes the system /work';

describe('gem', () => {
  it.each([
    ['gem install bundler', `gem install: ${HERE}`],
    ['gem install --no-document rails -v $RAILS', `gem install: ${HERE}`],
    ['gem install bundler --remote', `gem install: ${SYSTEM}`],
    [
      'gem install /data/x.gem',
      'gem install: reads the system /data/x.gem /work/*.gem, writes the system /data/x.gem',
    ],
    ['gem install x -i /data', 'gem install: reads the system /data /work/*.gem, writes the system /data'],
    [
      'gem install nokogiri -- --use-system-libraries --with-xml2-include=/data/xml2',
      'gem install: reads the system /data/xml2 /work/*.gem, writes the system',
    ],
    ['gem update --system', `gem upgrade: ${HERE}`],
    ['gem update --system $VERSION', `gem upgrade: ${HERE}`],
    ['gem uninstall -aIx rake', `gem remove: ${SYSTEM}`],
    ['gem sources --add https://x.org', `gem configure: ${SYSTEM}`],
    ['gem cleanup', `gem remove: ${SYSTEM}`],
    ['gem build x.gemspec', 'reads anything, writes the system /work'],
    ['gem --version', 'nothing'],
  ])('%s: %s', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each(['gem exec x', 'gem install -g', 'gem install $GEMS', 'gem install x-*.gem', 'gem'])(
    '%s may do anything',
    (text) => {
      expect(told(text)).toBe('unknown');
    },
  );

  it('installs where GEM_HOME says', () => {
    const given = where({ values: { GEM_HOME: '/data/gems' } });
    expect(effectsIn('gem install x', given).writes).toContain('/data/gems');
  });
});

describe('bundle', () => {
  it.each([
    ['bundle install --jobs 4 --without development test', `bundler install: ${PROJECT}`],
    ['bundle', `bundler install: ${PROJECT}`],
    ['bundle install --path=/data', 'bundler install: reads anything, writes the system /data /work'],
    ['bundle clean --force', `bundler install: ${PROJECT}`],
    ['bundle check', `bundler query: ${PROJECT}`],
  ])('%s installs a project', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it('config writes settings, of the project too', () => {
    const { writes } = effectsIn('bundle config set --local path "$GEM_HOME"');
    expect(writes).toContain('/work/.bundle');
    expect(writes).not.toContain('/work');
  });

  it.each([
    'bundle exec rake x',
    'bundle install --gemfile=/data/Gemfile',
    'bundle console',
    'rake x',
    'ruby x.rb',
    'ruby -e 1',
    'rbenv install 3',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});
