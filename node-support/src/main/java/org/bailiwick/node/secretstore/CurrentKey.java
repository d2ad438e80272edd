package org.bailiwick.node.secretstore;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.records.RecordReads;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.writer.ConflictException;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The label of the wrapping key that all nodes use. The first node that needs it makes a key under
 * a random label and puts the label into the one row. When two do so at the same moment, one row
 * stands, and the other node deletes its key: two keys of one label would make a token unreadable.
 */
final class CurrentKey {
  private static final StructuredLog LOG = StructuredLog.of(CurrentKey.class);
  private static final String PREFIX = "secrets-";
  private static final int LABEL_BYTES = 8;

  private final RecordReads reads;
  private final GroupWriter writer;
  private final WrappingKeys keys;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private Optional<String> known = Optional.empty();

  CurrentKey(RecordReads reads, GroupWriter writer, WrappingKeys keys, Clock clock) {
    this.reads = reads;
    this.writer = writer;
    this.keys = keys;
    this.clock = clock;
  }

  /** The row has another label. */
  private static final class LabelTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The label, if a node has made the key. */
  synchronized Optional<String> find() {
    if (known.isEmpty()) {
      known =
          reads.read(
              em ->
                  Optional.ofNullable(em.find(WrappingKeyRow.class, WrappingKeyRow.CURRENT))
                      .map(WrappingKeyRow::label));
    }
    return known;
  }

  /** The label; makes the key if there is none. */
  synchronized String require() {
    return find().orElseGet(this::made);
  }

  private String made() {
    String label = newLabel();
    keys.make(label);
    AuditEntry row =
        AuditEntry.of("wrapping-key.made", Outcome.DONE, "", RequestContext.currentSubject())
            .about(label);
    try {
      writer.commit(
          em -> {
            if (em.find(WrappingKeyRow.class, WrappingKeyRow.CURRENT) != null) {
              throw new LabelTaken();
            }
            em.persist(new WrappingKeyRow(label, clock.instant()));
          },
          row);
    } catch (LabelTaken | ConflictException anotherNode) {
      discard(label);
    }
    return find().orElseThrow();
  }

  /** A key that stays wraps nothing and does no harm. */
  private void discard(String label) {
    try {
      keys.delete(label);
    } catch (RuntimeException e) {
      LOG.fault("wrapping-key.not-deleted", Map.of("label", label), e);
    }
  }

  private String newLabel() {
    byte[] label = new byte[LABEL_BYTES];
    random.nextBytes(label);
    return PREFIX + HexFormat.of().formatHex(label);
  }
}
