/** Subscriptions of Red Hat, which write repositories and their certificates. */
import { readLine, textOf, type Syntax } from './arguments.js';
import type { CommandFacts } from './facts.js';
import { each } from './words.js';

const SUBSCRIPTION: Syntax = {
  flags: 'v',
  valued: '',
  longFlags:
    '--auto-attach --autosubscribe --force --all --list --list-enabled --list-disabled --insecure --unset --auto',
  longValued: [
    '--username --password --org --activationkey --name --consumerid --environment --environments --servicelevel',
    '--release --serverurl --baseurl --pool --quantity --enable --disable --set --type --consumertype --serial --proxy',
    '--proxyuser --proxypassword --noproxy --repo --add --remove',
  ].join(' '),
};

export const SUBSCRIPTION_MANAGER: CommandFacts = {
  names: ['subscription-manager'],
  source: 'subscription-manager(8)',
  options: each(SUBSCRIPTION.longValued ?? '', 'name'),
  verbs: each(
    'register unregister attach subscribe unsubscribe remove refresh clean repos repo-override release config',
    {
      reads: ['system'],
      writes: ['/etc', '/var', '/run', 'tmp'],
      environment: 'all',
      network: true,
      uses: (words) =>
        words.some((word) => /^--\w*\.\w+/.test(textOf(word))) ? null : readLine(words, SUBSCRIPTION) && [],
    },
  ),
};
