// Turns a regular expression of a list into the words that it matches, as far as it is words: alternatives, optional
// parts, small classes of characters, anchors, word boundaries, and look-around that excludes words.
//
// A word is {text, start, end, exceptions}: start and end are '^' or '$' for an anchor, '|' for a boundary, else ''.

const MOST = 64;

class NotWords extends Error {}

const EMPTY = { text: '', start: '', end: '', open: false, exceptions: [] };

/** The words, or null if the expression is more than words. */
export function wordsOf(expression) {
  try {
    const reader = { text: expression, at: 0 };
    const found = alternatives(reader);
    return reader.at === expression.length ? found : null;
  } catch (e) {
    if (e instanceof NotWords) return null;
    throw e;
  }
}

function take(reader, token) {
  const there = reader.text.startsWith(token, reader.at);
  if (there) reader.at += token.length;
  return there;
}

function next(reader) {
  if (reader.at >= reader.text.length) throw new NotWords();
  return reader.text[reader.at++];
}

function alternatives(reader) {
  const all = sequence(reader);
  while (take(reader, '|')) all.push(...sequence(reader));
  if (all.length > MOST) throw new NotWords();
  return all;
}

function sequence(reader) {
  let words = [EMPTY];
  while (reader.at < reader.text.length && !'|)'.includes(reader.text[reader.at])) {
    const parts = repeated(reader);
    if (words.length * parts.length > MOST) throw new NotWords();
    words = words.flatMap(word => parts.map(part => join(word, part)));
  }
  return words;
}

function join(left, right) {
  if (right.text === '' && right.start === '|') return left.text ? { ...left, end: '|' } : { ...left, start: '|' };
  if ((left.open && (right.text || right.end)) || (left.end && right.text) || (right.start && left.text)) {
    throw new NotWords();
  }
  return {
    text: left.text + right.text,
    start: left.start || right.start,
    end: right.end || left.end,
    open: left.open || right.open,
    exceptions: [...left.exceptions.map(x => x + right.text), ...right.exceptions.map(x => left.text + x)],
  };
}

function repeated(reader) {
  const once = atom(reader);
  if (take(reader, '?')) return [...once, EMPTY];
  if (take(reader, '+')) return once.map(word => ({ ...word, open: true }));
  if (take(reader, '*')) return [{ ...EMPTY, open: true }];
  if (take(reader, '{')) throw new NotWords();
  return once;
}

function atom(reader) {
  if (take(reader, '^')) return [{ ...EMPTY, start: '^' }];
  if (take(reader, '$')) return [{ ...EMPTY, end: '$' }];
  if (take(reader, '\\b')) return [{ ...EMPTY, start: '|' }];
  if (take(reader, '(?<!') || take(reader, '(?!')) return [{ ...EMPTY, exceptions: group(reader).map(w => w.text) }];
  if (take(reader, '(?:') || take(reader, '(')) return group(reader);
  if (take(reader, '[')) return characters(reader);
  if (take(reader, '.')) throw new NotWords();
  return escaped(reader, next(reader)).map(literal);
}

function group(reader) {
  const found = alternatives(reader);
  if (!take(reader, ')')) throw new NotWords();
  return found;
}

function characters(reader) {
  const all = [];
  if (take(reader, '^')) throw new NotWords();
  while (!take(reader, ']')) {
    const some = escaped(reader, next(reader));
    const isRange = reader.text[reader.at] === '-' && reader.text[reader.at + 1] !== ']';
    all.push(...(isRange ? range(some[0], reader) : some));
  }
  return all.map(literal);
}

function range(first, reader) {
  next(reader);
  const last = next(reader);
  const all = [];
  for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) all.push(String.fromCharCode(code));
  return all;
}

function escaped(reader, character) {
  if (character !== '\\') return [character];
  const kind = next(reader);
  if (kind === 'd') return [...'0123456789'];
  if (kind === 's') return [' '];
  if (/[a-z0-9]/i.test(kind)) throw new NotWords();
  return [kind];
}

function literal(character) {
  return { ...EMPTY, text: character.toLowerCase() };
}
