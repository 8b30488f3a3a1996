/** A comment that tells another tool to leave one instruction alone. */
export const FOREIGN_PRAGMA =
  /^#\s*(?:hadolint|dockerfile-squash|checkov|kics|trivy|snyk|tally)\b.*(?:ignore|disable|skip)/i;
