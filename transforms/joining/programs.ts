/** Programs that an operand may stand for: packages with or without a version, the last name of a path. */
export function programsIn(operand: string): readonly string[] {
  if (operand.includes('://')) return [];
  return (
    operand
      .split(/[\s=@:,;&|()'"`<>[\]{}~!]+/)
      // A path's last name, and the package of `package/release`.
      .flatMap((part) => [
        part.slice(part.lastIndexOf('/') + 1),
        part.slice(0, Math.max(part.indexOf('/'), 0)),
      ])
      .filter((name) => name !== '')
      .flatMap((name) => [
        name,
        name.replace(/[-_.]?v?\d[\d.]*(?:[-_.+~][\w.+~-]*)?$/, ''),
        name.replace(/\.[a-z]+$/, ''),
      ])
  );
}
