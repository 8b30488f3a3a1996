/** Commands that turn a shell into another one for what is behind them, by the text of a body. */

/** The rest may not be reached, or may be run by another shell. */
export const TURNING =
  /(?:^|[\s;&|({])(?:exec|exit|return|command|builtin|eval|alias|trap|source|umask|enable|hash)\s|(?:^|[\s;&|({])(?:export\s+)?PATH=|\(\)\s*[{(]|(?:^|[;&|({]\s*|\b(?:then|do|else)\s+)\.\s/;

const CHANGING =
  /\bset\s+(?:-\w*n|-o\s+noexec)|(?:^|[\s;&|({])(?:unset|unalias|shopt|pushd|popd|read|mapfile|readarray|getopts|shift|local|declare|typeset|readonly|let|ulimit|wait|times)(?=$|[\s;&|)])/;

/** Whether a command at the end of a body may not be run, or not by the shell that the body begins with. */
export const mayTurn = (text: string): boolean => TURNING.test(text) || CHANGING.test(text);
