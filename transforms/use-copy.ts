import {
  addsMore,
  defineTransform,
  ownFlag,
  type Dockerfile,
  type Finding,
  type Instruction,
  type Stage,
} from '../src/transform.js';
import { hasTriggers } from './cleaning/stages.js';

export const useCopy = defineTransform({
  name: 'use-copy',
  summary: 'Write COPY for an ADD that does no more than that.',
  why:
    'ADD fetches addresses and unpacks archives; where it does neither, COPY says so, and can be joined to the COPYs ' +
    'around it.',
  level: 'exact',
  silencedBy: ['DL3020'],
  refusals: {
    archive:
      'the source may be an archive, which ADD unpacks: its name does not tell, nor does the build context',
    remote: 'the source is fetched',
    variable: 'the source is not known from the Dockerfile',
    flags: 'COPY has no such flag',
  },
  *find(file, options) {
    if (options.mode !== 'release') return;
    for (const stage of file.stages.filter(({ shipped }) => shipped)) {
      for (const one of stage.instructions) {
        if (one.keyword === 'ADD' && !options.ignores(one)) yield findingFor(file, one, stage);
      }
    }
  },
});

function findingFor(
  file: Dockerfile,
  { flags, words, span, keywordSpan, heredocs }: Instruction,
  stage: Stage,
): Finding {
  const { context, text } = file;
  const refusal = (reason: string, detail: string): Finding => ({
    kind: 'refusal',
    at: span,
    reason,
    detail,
  });
  const own = ownFlag(flags);
  if (own !== undefined) return refusal('flags', own.raw);
  const documents = new Set(heredocs.map(({ name }) => name));
  for (const { raw, value } of words.slice(0, -1)) {
    const isChanged = raw.includes('$') && hasTriggers(file, stage);
    const reason = isChanged
      ? 'variable'
      : documents.has(raw.replace(/^<<-?|["']/g, ''))
        ? null
        : addsMore(value, context);
    if (reason !== null) return refusal(reason, raw);
  }
  const written = text.slice(keywordSpan.start, keywordSpan.end);
  return {
    kind: 'rewrite',
    at: span,
    edits: [{ ...keywordSpan, text: written === written.toLowerCase() ? 'copy' : 'COPY' }],
    relies: words.slice(0, -1).map(({ raw }) => `${raw} is no archive and no address`),
    because: 'it fetches and unpacks nothing',
    level: 'exact',
  };
}
