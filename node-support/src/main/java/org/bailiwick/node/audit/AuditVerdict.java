package org.bailiwick.node.audit;

/** The result of verifying rows of a chain. */
public sealed interface AuditVerdict {

  /** All rows fit; {@code head} is to be compared with a head from outside the database. */
  record Intact(AuditHead head) implements AuditVerdict {}

  /** The first row that does not fit: it or the row before was changed, added, moved or deleted. */
  record Broken(String chain, long seq, String reason) implements AuditVerdict {}
}
