import { describe, expect, it } from '@jest/globals';
import { effectsIn } from '../effects-of.js';
import { told, where } from './languages.js';

const ANYTHING = 'reads anything, writes anything';

describe('dotnet', () => {
  it.each([
    ['dotnet restore', `nuget install: ${ANYTHING}`],
    ['dotnet build -c Release', `nuget install: ${ANYTHING}`],
    ['dotnet publish src/A/A.csproj -o /data', `nuget install: ${ANYTHING}`],
  ])('%s writes into projects beside it', (text, sentence) => {
    expect(told(text)).toBe(sentence);
    expect(effectsIn(text).unknown).toBeNull();
  });

  it('tools are installed for a user, by the settings above', () => {
    const { reads, writes } = effectsIn('dotnet tool install -g x', where({ directory: '/work/a' }));
    expect(reads).toEqual(expect.arrayContaining(['/work/NuGet.config', '/work/a/global.json']));
    expect(writes).toContain('/root');
    expect(writes).not.toContain('/work/a');
    expect(told('dotnet tool install --tool-path /data x')).toContain(' /data');
  });

  it('new makes a project', () => {
    expect(told('dotnet new console -o /data')).toBe(
      'nuget install: reads the system /data /work, writes the system /data /work',
    );
  });

  it('locals and sources are cleared and added', () => {
    expect(effectsIn('dotnet nuget locals all --clear').writes).toEqual(
      expect.arrayContaining(['/root', '/work/NuGet.config']),
    );
  });

  it('the first call makes the home directory ready', () => {
    expect(effectsIn('dotnet --info').writes).toContain('/root');
    expect(effectsIn('dotnet help').writes).toContain('/root');
  });

  it.each([
    'dotnet x.dll',
    'dotnet run',
    'dotnet test',
    'dotnet watch',
    'dotnet tool run x',
    'dotnet ef database update',
    'dotnet nuget push x',
    'dotnet',
  ])('%s may do anything', (text) => {
    expect(told(text)).toBe('unknown');
  });
});
