package org.bailiwick.master.outbox;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/**
 * An act as it is stored.
 *
 * @param act empty if the row cannot be understood
 * @param tries how often it was tried
 * @param lastReason why it failed last; empty if it has not failed
 */
record StoredAct(
    Name name, Optional<EndingAct> act, Instant createdAt, int tries, Optional<String> lastReason) {

  /** What is known of an act even if its parameters cannot be understood. */
  record Name(String id, String kind, EndingAct.Cause cause, String target) {}

  String id() {
    return name.id();
  }

  String target() {
    return name.target();
  }

  /** The id under which the act is logged; the request that caused the ending is gone. */
  String requestId() {
    return name.cause().jobId().or(() -> name.cause().tokenJti()).orElse("none");
  }

  /** The act after one more try that failed. */
  StoredAct failed(String reason) {
    return new StoredAct(name, act, createdAt, tries + 1, Optional.of(reason));
  }

  /** The act after one more try. */
  StoredAct done() {
    return new StoredAct(name, act, createdAt, tries + 1, lastReason);
  }

  /** An audit row about this act. */
  AuditEntry row(String event, Outcome outcome, String check) {
    return AuditEntry.of(event, outcome, check, target())
        .about(name.cause().toString())
        .with("kind", name.kind())
        .with("tries", Integer.toString(tries));
  }
}
