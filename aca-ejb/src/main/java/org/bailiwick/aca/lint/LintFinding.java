package org.bailiwick.aca.lint;

/**
 * One rule that a specimen breaks.
 *
 * @param rule kebab-case id, kept in the audit log
 * @param sentence what is wrong, for the operator
 */
public record LintFinding(String rule, String sentence) {}
