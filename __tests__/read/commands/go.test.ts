import { describe, expect, it } from '@jest/globals';
import { effectsIn } from '../effects-of.js';
import { told, where } from './languages.js';

const GET = 'reads anything, writes the system /go /work';
const BUILD = 'reads anything, writes the system /go /work';

describe('go', () => {
  it.each([
    ['go mod download', `go download: ${GET}`],
    ['go mod tidy -v', `go download: ${GET}`],
    ['go get -u -v github.com/x/y', `go install: ${GET}`],
    ['go get ./...', `go install: ${GET}`],
    ['go build -o app .', `go download: ${BUILD}`],
    [
      'go build -ldflags "-s -w" -o /data/app ./cmd/$NAME',
      'go download: reads anything, writes the system /data/app /go /work',
    ],
    ['go build -o=/data/app', 'go download: reads anything, writes the system /data/app /go /work'],
    ['go build --tags x -mod=vendor -v', `go download: ${BUILD}`],
    ['go install github.com/x/y@latest', `go install: ${BUILD}`],
    ['go vet ./...', `go query: ${BUILD}`],
    ['go version', 'go query: reads the system /go /work'],
    ['go env -w GOPROXY=https://x.org', 'go configure: reads the system /go /work'],
    ['go clean -modcache', 'go clean: reads the system /go /work, writes the system /go /work'],
    ['glide install -v', `go download: reads the system /go /work, writes the system /go /work`],
    ['dep ensure -vendor-only', `go download: reads the system /go /work, writes the system /go /work`],
  ])('%s: %s', (text, sentence) => {
    expect(told(text)).toBe(sentence);
  });

  it.each([
    'go run x.go',
    'go test ./...',
    'go generate ./...',
    'go tool x',
    'go mod frob',
    'go build -toolexec x',
    'go get $FLAGS x',
    'go',
    'dep init',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });

  it('writes where GOPATH says, and below the directories of PATH', () => {
    const given = where({ values: { GOPATH: '/data/gopath' } });
    expect(effectsIn('go mod download', given).writes).toContain('/data/gopath');
    expect(effectsIn('go get x', where({ programs: ['/gopath/bin'] })).writes).toContain('/gopath');
  });

  it('finds the module above', () => {
    expect(effectsIn('go mod download', where({ directory: '/work/a' })).writes).toContain('/work/go.mod');
  });
});
