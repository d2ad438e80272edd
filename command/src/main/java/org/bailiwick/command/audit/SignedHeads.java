package org.bailiwick.command.audit;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.command.archive.KeyPeriods;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.jose.PublicJwk;

/**
 * The signed heads of an audit log: the hashes of some rows, and the gaps that officers accepted.
 * Each head must name the one before it and be signed by the current audit key. The first key is
 * trusted beforehand, and a head can hand over to the next key.
 */
public final class SignedHeads {
  private final TreeMap<Long, HeadStatement> expected = new TreeMap<>();
  private final List<HeadStatement> accepted = new ArrayList<>();
  private final List<String> gaps = new ArrayList<>();
  private final List<String> handovers = new ArrayList<>();
  private final Optional<String> fault;
  private KeyPeriods keys;

  private SignedHeads(List<String> lines, PublicKey auditKey) {
    this.keys = KeyPeriods.of(auditKey);
    Optional<String> first = Optional.empty();
    String previous = "";
    for (int i = 0; i < lines.size() && first.isEmpty(); i++) {
      first = verify(i + 1, lines.get(i), previous);
      previous = HeadStatement.digest(lines.get(i));
    }
    this.fault = first;
  }

  public static SignedHeads of(List<String> lines, PublicKey auditKey) {
    return new SignedHeads(lines, auditKey);
  }

  /** The heads of a file whose first line one of these keys signed, all of which are trusted. */
  static SignedHeads ofOne(List<String> lines, List<PublicKey> auditKeys) {
    return of(
        lines,
        auditKeys.stream()
            .filter(
                key ->
                    lines.stream()
                        .limit(1)
                        .anyMatch(line -> HeadStatement.verified(line, key).isPresent()))
            .findFirst()
            .orElseGet(auditKeys::getFirst));
  }

  // The fault of this line, if it has one.
  private Optional<String> verify(int number, String line, String previous) {
    Optional<HeadStatement> read = HeadStatement.verified(line, keys.current());
    if (read.isEmpty()) {
      return Optional.of("signed head " + number + " is not signed by the audit key");
    }
    HeadStatement statement = read.get();
    if (!statement.previous().equals(previous)) {
      return Optional.of("signed head " + number + " does not follow the one before it");
    }
    statement.gap().ifPresent(gap -> noteGap(statement, gap));
    expected.put(statement.head().seq(), statement);
    statement.handover().ifPresent(handover -> handOver(statement, handover));
    return Optional.empty();
  }

  private void handOver(HeadStatement statement, HeadStatement.Handover handover) {
    String before = PublicJwk.thumbprint(keys.current());
    keys = keys.then(handover);
    handovers.add(
        "audit key %s named %s at %s, which signs from there on"
            .formatted(before, PublicJwk.thumbprint(handover.key()), statement.at()));
  }

  private void noteGap(HeadStatement statement, HeadStatement.Gap gap) {
    accepted.add(statement);
    expected.tailMap(gap.lostFrom(), true).clear();
    String lost =
        gap.lostFrom() > gap.lostTo()
            ? "nothing that was signed before is known"
            : "rows %d to %d are lost".formatted(gap.lostFrom(), gap.lostTo());
    gaps.add(
        "gap accepted at %s by %s: %s (%s)"
            .formatted(statement.at(), gap.acceptedBy(), lost, gap.reason()));
  }

  /** The fault of the first head that is not valid. */
  public Optional<String> fault() {
    return fault;
  }

  /** Whether an officer accepted that these rows do not fit. */
  boolean isAccepted(long from, long to) {
    return accepted.stream().anyMatch(statement -> statement.accepts(from, to));
  }

  /** The signed head of a row, if there is one. */
  public Optional<HeadStatement> of(long seq) {
    return Optional.ofNullable(expected.get(seq));
  }

  /** The newest head of this row or an earlier one. */
  public Optional<HeadStatement> upTo(long seq) {
    return Optional.ofNullable(expected.floorEntry(seq)).map(Entry::getValue);
  }

  /** The newest head; empty if none was signed. */
  public Optional<HeadStatement> last() {
    return Optional.ofNullable(expected.lastEntry()).map(Entry::getValue);
  }

  /** A sentence for each accepted gap, and then for each handover. */
  List<String> notes() {
    return Stream.concat(gaps.stream(), handovers.stream()).toList();
  }

  /** The key that was trusted beforehand, and those that followed. */
  public KeyPeriods keys() {
    return keys;
  }
}
