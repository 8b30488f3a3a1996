/** Files in which names of users, groups and machines are looked up. */
import type { Region } from './facts.js';

/** nsswitch.conf(5), nss-systemd(8), sssd(8), libnss-extrausers: users and groups. */
export const ACCOUNTS: readonly Region[] = [
  ...(['/etc/passwd', '/etc/group', '/etc/nsswitch.conf', '/var/lib/extrausers', '/var/lib/sss'] as const),
  ...(['/etc/userdb', '/run/userdb', '/usr/lib/userdb', '/run/systemd', '/run/nscd', '/var/db'] as const),
];

/** resolv.conf(5), hosts(5), gai.conf(5), services(5): machines. */
export const HOSTS: readonly Region[] = [
  ...(['/etc/hosts', '/etc/resolv.conf', '/etc/host.conf', '/etc/gai.conf', '/etc/nsswitch.conf'] as const),
  ...(['/etc/services', '/etc/protocols', '/run/systemd/resolve', '/run/nscd'] as const),
];

/** Where distributions keep the certificates that TLS trusts, and the settings of its libraries. */
export const CERTIFICATES: readonly Region[] = [
  ...(['/etc/ssl', '/etc/pki', '/etc/ca-certificates', '/etc/crypto-policies', '/etc/gnutls'] as const),
  ...([
    '/usr/share/ca-certificates',
    '/usr/local/share/ca-certificates',
    '/usr/share/pki',
    '/usr/lib/ssl',
  ] as const),
  ...([
    '/usr/local/ssl',
    '/usr/local/etc/ssl',
    '/usr/local/etc/openssl',
    '/var/lib/ca-certificates',
  ] as const),
  ...(['$SSL_CERT_FILE', '$SSL_CERT_DIR', '$OPENSSL_CONF'] as const),
];

/** https://everything.curl.dev/usingcurl/proxies/env.html, and the same in wget, git and the like. */
export const PROXIES: readonly string[] = [
  ...['http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy', 'all_proxy', 'socks_proxy'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY', 'SOCKS_PROXY'],
];

/** openssl-env(7), gnutls, NSS. */
export const TLS_ENVIRONMENT: readonly string[] = [
  ...[
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'OPENSSL_*',
    'GNUTLS_*',
    'SSLKEYLOGFILE',
    'NSS_*',
    'RANDFILE',
    'CTLOG_FILE',
  ],
];
