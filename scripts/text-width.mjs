/**
 * Columns of a text, for the bundle: the help is written in characters of one column each, and the package that counts
 * them all (string-width) takes 40 ms to load its tables.
 */
import { stripVTControlCharacters } from 'node:util';

export default (text) => Array.from(stripVTControlCharacters(text)).length;
