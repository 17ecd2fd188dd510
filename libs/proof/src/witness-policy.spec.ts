import { generateKeyPairSync } from 'node:crypto';
import { keyTypes, localKey, namedSigner, parseVkey } from './note';
import { MalformedPolicy, isQuorum, parsePolicy } from './witness-policy';

const newKey = () => localKey(generateKeyPairSync('ed25519').privateKey);
const witnessKey = (name: string, key = newKey()) => namedSigner(name, key, keyTypes.cosignature).vkey;
const logKey = newKey();
const log = namedSigner('ledger.test/books', logKey).vkey;
const [w1, w2, w3, w4] = ['a.test/1', 'a.test/2', 'b.test/3', 'b.test/4'].map((name) => witnessKey(name));
const witnesses = `witness one ${w1}\nwitness two ${w2}\nwitness three ${w3}\nwitness four ${w4}\n`;

/** Whether these of the four witnesses are enough under groups and a quorum. */
function isEnough(rules: string, ...names: string[]): boolean {
  const policy = parsePolicy(witnesses + rules);
  return isQuorum(
    policy,
    policy.witnesses.filter(({ name }) => names.includes(name)),
  );
}

describe('a policy', () => {
  it('names logs, and witnesses with where they can be asked', () => {
    const policy = parsePolicy(
      `# whom we trust\n\nlog ${log} https://ledger.test\n\t witness  one ${w1}\thttps://a.test \nquorum none\n`,
    );
    expect(policy.logs.map(({ keyId }) => keyId)).toEqual([parseVkey(log).keyId]);
    expect(policy.witnesses.map(({ name, key, url }) => [name, key.name, key.keyId, url])).toEqual([
      ['one', 'a.test/1', parseVkey(w1!, keyTypes.cosignature).keyId, 'https://a.test'],
    ]);
    expect(policy.quorum).toBeUndefined();
  });

  it('without a quorum is met by nobody', () => {
    expect(isEnough('quorum none\n')).toBe(true);
  });

  it.each<[string, string, string[], boolean]>([
    ['one witness that has cosigned', 'quorum two\n', ['two'], true],
    ['one witness while another has cosigned', 'quorum two\n', ['one', 'three', 'four'], false],
    ['any, of which one has', 'group g any one two three\nquorum g\n', ['three'], true],
    ['any, of which none has', 'group g any one two three\nquorum g\n', ['four'], false],
    ['all, of which one lacks', 'group g all one two three\nquorum g\n', ['one', 'two', 'four'], false],
    ['all, of which none lacks', 'group g all one two\nquorum g\n', ['one', 'two'], true],
    ['two of three that have', 'group g 2 one two three\nquorum g\n', ['one', 'three'], true],
    ['two of three of which one has', 'group g 2 one two three\nquorum g\n', ['one', 'four'], false],
  ])('is judged: %s', (_what, rules, names, expected) => {
    expect(isEnough(rules, ...names)).toBe(expected);
  });

  const nested = 'group a any one two\ngroup b 2 three four\ngroup both all a b\nquorum both\n';
  it.each<[string[], boolean]>([
    [['one', 'three', 'four'], true],
    [['two', 'three', 'four'], true],
    [['one', 'two', 'three'], false],
    [['three', 'four'], false],
    [['one', 'two'], false],
  ])('with groups in groups is met by %p: %p', (names, expected) => {
    expect(isEnough(nested, ...names)).toBe(expected);
  });

  it('of 32 witnesses in as many groups can be read', () => {
    const each = Array.from({ length: 32 }, (_none, at) => at);
    const text = [
      ...each.map((at) => `witness w${at} ${witnessKey(`w.test/${at}`)}`),
      ...each.map((at) => `group g${at} any w${at}`),
      `group all 17 ${each.map((at) => `g${at}`).join(' ')}`,
      'quorum all\n',
    ];
    const policy = parsePolicy(text.join('\n'));
    expect(isQuorum(policy, policy.witnesses.slice(0, 16))).toBe(false);
    expect(isQuorum(policy, policy.witnesses.slice(0, 17))).toBe(true);
  });
});

describe('what is no policy', () => {
  const sameKey = newKey();
  it.each<[string, string, RegExp]>([
    ['nothing', '', /no quorum line/],
    ['a policy without quorum', `witness one ${w1}\n`, /no quorum line/],
    ['two quorums', 'quorum none\nquorum none\n', /Line 2.*a quorum already/],
    ['a quorum of nobody', 'quorum\n', /Line 1.*quorum <name>/],
    ['a quorum of one unknown', 'quorum five\n', /five is not defined above/],
    ['an unknown word', 'trust one\nquorum none\n', /Line 1.*neither log/],
    ['a witness with the key of a log', `witness one ${log}\nquorum one\n`, /no Ed25519 key/],
    ['a log with the key of a witness', `log ${w1}\nquorum none\n`, /no Ed25519 key/],
    ['a witness without key', 'witness one\nquorum one\n', /witness <name> <vkey>/],
    ['a witness with more than a URL', `witness one ${w1} https://a.test x\nquorum one\n`, /witness <name>/],
    ['a damaged key', `witness one ${w1!.replace(/\+[0-9a-f]{8}\+/, '+00000000+')}\nquorum one\n`, /key id/],
    ['a name used twice', `witness one ${w1}\nwitness one ${w2}\nquorum one\n`, /Line 2.*one is taken/],
    ['a witness named none', `witness none ${w1}\nquorum none\n`, /none is taken/],
    [
      'one key under two names',
      `witness a ${witnessKey('a', sameKey)}\nwitness b ${witnessKey('b', sameKey)}\nquorum a\n`,
      /Line 2.*another line already/,
    ],
    ['a group named as a witness', `${witnesses}group one any two\nquorum one\n`, /one is taken/],
    ['a group of nobody', `${witnesses}group g any\nquorum g\n`, /group <name> <k/],
    ['a group of itself', `${witnesses}group g any g\nquorum g\n`, /g is not defined above/],
    ['a group defined below', `${witnesses}group g any h\ngroup h any one\nquorum g\n`, /h is not defined/],
    ['none in a group', `${witnesses}group g any none\nquorum g\n`, /none is not defined/],
    ['a witness twice in a group', `${witnesses}group g 2 one one\nquorum g\n`, /one is a member already/],
    [
      'a witness in two groups',
      `${witnesses}group g any one two\ngroup h any one three\nquorum g\n`,
      /Line 6.*one is a member already/,
    ],
    ['a threshold of none', `${witnesses}group g 0 one two\nquorum g\n`, /0 of 2 members/],
    ['a threshold of more than all', `${witnesses}group g 3 one two\nquorum g\n`, /3 of 2 members/],
    ['a threshold with a sign', `${witnesses}group g +1 one two\nquorum g\n`, /\+1 of 2 members/],
    ['line ends of another system', 'quorum none\r\n', /control characters/],
    ['a zero byte', 'quorum none\u0000\n', /control characters/],
  ])('is refused: %s', (_what, text, sentence) => {
    expect(() => parsePolicy(text)).toThrow(MalformedPolicy);
    expect(() => parsePolicy(text)).toThrow(sentence);
  });
});
