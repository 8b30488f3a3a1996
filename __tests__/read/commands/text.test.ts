import { describe, expect, it } from '@jest/globals';
import { isHarmlessScript } from '../../../src/read/commands/sed-script.js';
import { effectsIn } from '../effects-of.js';
import { told } from './told.js';

describe('commands on text', () => {
  it.each([
    ['cat a b', 'reads /work/a /work/b'],
    ['cat -', 'nothing'],
    ['tac -s x a', 'reads /work/a'],
    ['head -n 1 a', 'reads /work/a'],
    ['head -1 a', 'reads /work/a'],
    ['tail -c 5 a', 'reads /work/a'],
    ["cut -d ' ' -f 1 a", 'reads /work/a'],
    ['cut -d/ -f1,2 a', 'reads /work/a'],
    ['tr a b', 'nothing'],
    ['nl -b a f', 'reads /work/f'],
    ['paste -sd , a b', 'reads /work/a /work/b'],
    ['comm -12 a b', 'reads /work/a /work/b'],
    ['join -t , -1 2 a b', 'reads /work/a /work/b'],
    ['od -An -tx1 a', 'reads /work/a'],
    ['cmp -s a b', 'reads /work/a /work/b'],
    ['strings -n 8 a', 'reads /work/a'],
    ['column -t a', 'reads /work/a'],
    ['diff -u -x .git --label old a b', 'reads /work/a /work/b'],
    ['diff -X list a b', 'unknown'],
    ['wc -l a', 'reads /work/a'],
    ['wc --files0-from=list', 'unknown'],
    ['sort -t : -k 2 a', 'reads /work/a'],
    ['sort -u a -o b', 'reads /work/a; writes /work/b'],
    ['sort -uo b a', 'reads /work/a; writes /work/b'],
    ['sort --output=b a', 'reads /work/a; writes /work/b'],
    ['uniq -f 1 a b', 'reads /work/a; writes /work/b'],
    ['shuf -n 1 a', 'reads /work/a'],
    ['tee a', 'writes /work/a'],
    ['tee -a a', 'reads /work/a; writes /work/a'],
    ['iconv -f latin1 -t utf8 a -o b', 'reads /work/a; writes /work/b'],
    ['split -b 1M a part', 'reads /work/a; writes /work'],
    ['split -b 1M a /data/part', 'unknown'],
    ['fold -w 80 a', 'reads /work/a'],
    ['rev a', 'reads /work/a'],
  ])('filters: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['sha256sum a', 'reads /work/a'],
    ['shasum -a 256 a', 'reads /work/a'],
    ['md5sum -b a b', 'reads /work/a /work/b'],
    ['sha256sum -c -', 'reads anything'],
    ['sha512sum --check --status sums', 'reads anything'],
    ['sha1sum -sc sums', 'reads anything'],
  ])('sums: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['grep -q x a', 'reads /work/a'],
    ['grep -e x -e y a', 'reads /work/a'],
    ['grep -A 3 x a', 'reads /work/a'],
    ['grep -vf list a', 'reads /work/a /work/list'],
    ['grep -m1 x', 'nothing'],
    ['grep -r x', 'reads /work'],
    ['grep -rl --include "*.c" x /data', 'reads /data'],
    ['egrep -v "^(#|$)" a', 'reads /work/a'],
    ['grep --odd x a', 'unknown'],
  ])('grep: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['sed s/a/b/ a', 'reads /work/a'],
    ["sed -n '1,5p' a b", 'reads /work/a /work/b'],
    ['sed -i s/a/b/ a', 'reads /work/a; writes /work/a'],
    ["sed -i -e s/a/b/ -e '/x/d' a", 'reads /work/a; writes /work/a'],
    ["sed -ri 's/(a)/\\1/' a", 'reads /work/a; writes /work/a'],
    ['sed -i -E -e "s/a/$X/" -- a', 'reads /work/a; writes /work/a'],
    ['sed -i "s#__V__#${V}#g" /data/a', 'reads /data/a; writes /data/a'],
    ['sed -i "s/x/$(date +%s)/" a', 'reads /work/a; writes /work/a'],
    ['sed --in-place --regexp-extended s/a/b/ a', 'reads /work/a; writes /work/a'],
    ["sed -i '$ a text; w x' a", 'reads /work/a; writes /work/a'],
    ['sed -i.bak s/a/b/ a', 'reads /work/a; writes /etc /tmp /work /work/a'],
    ['sed -i.bak s/a/b/ /etc/x', 'writes /etc /etc/x /tmp'],
    ['sed -ie s/a/b/ a', 'reads /work/a; writes /etc /tmp /work /work/a'],
    ['sed -i.bak s/a/b/ /data/x', 'unknown'],
    ['sed -i.bak s/a/b/ ../x', 'unknown'],
    ["sed -i'bak/*' s/a/b/ x", 'unknown'],
    ["sed -i'' s/a/b/ /data/x", 'reads /data/x; writes /data/x'],
    ['sed -i.bak s/a/b/ "/etc/$X"', 'writes /etc /tmp'],
    ['sed --version', 'nothing'],
    ["sed 's/a/b/w out' a", 'unknown'],
    ["sed 's/a/b/e' a", 'unknown'],
    ["sed -n '/x/w out' a", 'unknown'],
    ["sed '1e date' a", 'unknown'],
    ["sed '1r other' a", 'unknown'],
    ['sed -f script a', 'unknown'],
    ['sed "$SCRIPT" a', 'unknown'],
    ['sed $OPTS s/a/b/ a', 'unknown'],
  ])('sed: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ["awk '{print $1}' a", 'reads /work/a'],
    ["awk -F: -v x=1 '$3 >= 1000 || x {print}' a", 'reads /work/a'],
    ["awk '/=>/ { print $3 }' a", 'reads /work/a'],
    ["awk '{print}' x=1 a", 'reads /work/a'],
    ['awk \'{print > "out"}\' a', 'unknown'],
    ['awk \'{print | "sh"}\' a', 'unknown'],
    ["awk '{system($0)}' a", 'unknown'],
    ['awk \'{getline < "x"}\' a', 'unknown'],
    ['awk \'BEGIN{print ENVIRON["A"]}\'', 'unknown'],
    ['awk -f prog a', 'unknown'],
    ['awk "$PROG" a', 'unknown'],
    ['gawk -i inplace 1 a', 'unknown'],
  ])('awk: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['patch -p1 -i a.patch', 'reads /work/a.patch; writes /work'],
    ['patch -d /data -p1 -i /opt/a.patch', 'reads /data /opt/a.patch; writes /data'],
    ['patch -d /data -p1 -i a.patch', 'unknown'],
    ['patch -p1', 'writes /work'],
    ['patch -p0', 'unknown'],
    ['patch', 'unknown'],
    ['patch a a.patch', 'reads /work/a.patch; writes /work'],
    ['patch /data/a a.patch', 'unknown'],
    ['patch -p1 -o out', 'unknown'],
    ['dos2unix a', 'reads /work/a; writes /work/a'],
    ['jq -r .a a.json', 'reads /work/a.json'],
    ['jq --arg x 1 --slurpfile y b.json .a a.json', 'reads /work/a.json /work/b.json'],
    ["jq '.x = env.HOME' a.json", 'unknown'],
    ['jq -f prog a.json', 'unknown'],
    ["yq -i '.a = 1' a.yml", 'reads /work/a.yml; writes /work/a.yml'],
    ["yq e '.a' a.yml", 'reads /work/a.yml'],
    ['yq w -i a.yml b c', 'unknown'],
    ['xxd -ps a', 'reads /work/a'],
    ['xxd -r -p a b', 'reads /work/a /work/b; writes /work/b'],
    ['base64 -w 0 a', 'reads /work/a'],
    ['base64 -d', 'nothing'],
  ])('others: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it.each([
    ['echo --prefix=/data /opt', 'nothing'],
    ['printf "%s\\n" /data', 'nothing'],
    ['seq 1 5', 'nothing'],
    ['true', 'nothing'],
    [': > /data/a', 'writes /data/a'],
    ['date +%s', 'nothing'],
    ['date -u "+%Y"', 'nothing'],
    ['date -Iseconds', 'nothing'],
    ['date -r a +%s', 'reads /work/a'],
    ['date -s tomorrow', 'unknown'],
    ['date 01010101', 'unknown'],
  ])('printing: %s', (command, expected) => {
    expect(told(command)).toBe(expected);
  });

  it('needs all variables for envsubst', () => {
    expect(effectsIn('envsubst < a').environment).toBe('all');
  });
});

describe('scripts of sed', () => {
  it.each([
    ['s/a/b/g'],
    ['/a/,/b/{s/x/y/;p}'],
    ['/^#/!s/$/ x/'],
    ['0,/re/I s//x/'],
    ['1~2d;5,+3p;$!N'],
    [':a;N;$!ba;s/\\n/ /g'],
    ['\\%x%d'],
    ['y/abc/xyz/'],
    ['/x/a\\\nfirst\\\nw second\nd'],
    ['i text w file'],
    ['# w file\np'],
    ['s/a\\/w x/b/'],
    ['$q'],
    ['s/[[:space:]]$//;s/[^]x]/y/'],
  ])('%s is harmless', (script) => {
    expect(isHarmlessScript(script)).toBe(true);
  });

  it.each([
    ['w out'],
    ['/x/w out'],
    ['s/a/b/w out'],
    ['s/a/b/gw out'],
    ['s/a/b/e'],
    ['1e'],
    ['p;e date'],
    ['{w out\n}'],
    ['r file'],
    ['R file'],
    ['W file'],
    ['/x/a\\\ntext\nw out'],
    ['y/a/b/\nw out'],
    ['ba\nw out'],
    ['# x\nw out'],
    ['s/a/b'],
    ['k'],
    ['/x/'],
    ['\0'],
    ['s\0a\0b\0'],
    // A delimiter in brackets: versions of sed read it in two ways.
    ['s|[^|]|x|'],
    ['s/[/]/x/;w x/g'],
  ])('%s is not', (script) => {
    expect(isHarmlessScript(script)).toBe(false);
  });
});
