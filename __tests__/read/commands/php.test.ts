import { describe, expect, it } from '@jest/globals';
import { told } from './languages.js';

const SYSTEM = 'reads the system, writes the system';
const PROJECT = 'reads anything, writes the system /work';

describe('composer', () => {
  it.each([
    ['composer install --no-dev --optimize-autoloader', `composer install: ${PROJECT}`],
    ['composer require vendor/package:^1.0', `composer install: ${PROJECT}`],
    ['composer install -d /data', 'composer install: reads anything, writes the system /data /work'],
    [
      'composer create-project a/b /data/x',
      'composer install: reads anything, writes the system /data/x /work',
    ],
    ['composer create-project a/b', `composer install: ${PROJECT}`],
    ['composer dump-autoload -o', `composer install: ${PROJECT}`],
    ['composer global require a/b', `composer install: ${SYSTEM}`],
    ['composer clear-cache', `composer clean: ${SYSTEM}`],
    ['composer self-update 1.10', `composer upgrade: ${SYSTEM}`],
    ['composer --version', `composer query: ${SYSTEM}`],
  ])('%s: %s', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each([
    'composer run-script x',
    'composer exec x',
    'composer test',
    'composer global exec x',
    'composer dump-env prod',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });

  it('is installed by its own script, of which the options are known', () => {
    expect(told('php -- --install-dir=/data --filename=composer')).toContain(
      'writes the system /data /work/composer.phar',
    );
    expect(told('php composer-setup.php --install-dir=/usr/bin')).toContain(
      'reads the system /work/composer-setup.php',
    );
    expect(told('php -- --quiet')).toBe('unknown');
  });
});

describe('pecl and the scripts of the image', () => {
  it.each([
    [
      'pecl install redis-5.1 xdebug',
      'pear install: reads the system /work/redis-5.1 /work/xdebug, writes the system',
    ],
    [
      'pecl install -o -f /data/x.tgz',
      'pear install: reads the system /data/x.tgz, writes the system /data/x.tgz',
    ],
    ['pecl update-channels', `pear update: ${SYSTEM}`],
    ['pear config-set preferred_state alpha', `pear configure: ${SYSTEM}`],
    ['pecl download redis', 'pear download: reads the system /work/redis, writes the system /work'],
    ['docker-php-ext-install -j4 gd zip', `php install: ${SYSTEM}`],
    ['docker-php-ext-install -j"$JOBS" gd', `php install: ${SYSTEM}`],
    ['docker-php-ext-enable xdebug', `php install: ${SYSTEM}`],
    ['docker-php-ext-configure gd --with-freetype', `php install: ${SYSTEM}`],
    [
      'docker-php-ext-configure gd --with-jpeg=/data',
      'php install: reads the system /data, writes the system /data',
    ],
    [
      'docker-php-ext-configure oci8 --with-oci8=instantclient,/data/oracle',
      'php install: reads the system /data/oracle, writes the system /data/oracle',
    ],
    ['docker-php-ext-configure ldap --with-libdir="lib/$ARCH"', `php install: ${SYSTEM}`],
    ['docker-php-source extract', `php install: ${SYSTEM}`],
    ['install-php-extensions gd @composer', `php install: ${SYSTEM}`],
    ['phpize', 'reads the system /work, writes /work'],
    ['php -m', 'reads the system'],
    ['php --version', 'reads the system /work/composer.phar, writes the system /work/composer.phar'],
  ])('%s: %s', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each([
    'pecl install package.xml',
    'pecl run-tests',
    'docker-php-ext-install $EXTENSIONS',
    'docker-php-ext-install /data/x',
    'docker-php-entrypoint php',
    'php x.php -v',
    'php -r "echo 1;"',
    'php artisan migrate',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});
