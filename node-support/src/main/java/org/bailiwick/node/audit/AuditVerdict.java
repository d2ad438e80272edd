package org.bailiwick.node.audit;

/** The result of verifying a chain. */
public sealed interface AuditVerdict {

  /**
   * Every row is as written and in its place; compare {@code head} with one that was kept
   * elsewhere.
   */
  record Intact(AuditHead head) implements AuditVerdict {}

  /**
   * The first place that does not fit: a row was changed, taken out, put in or moved there or just
   * before.
   */
  record Broken(String chain, long seq, String reason) implements AuditVerdict {}
}
