package org.bailiwick.node.records;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.audit.HeadStatement;

/**
 * The file of signed heads with the keys that sign it. Each key signs until it hands over to the
 * next; a later signature of that key does not count.
 */
public final class StatedHeads {

  private final HeadLog log;
  private final String chain;
  private final AuditKeys keys;

  public StatedHeads(HeadLog log, String chain, AuditKeys keys) {
    this.log = log;
    this.chain = chain;
    this.keys = keys;
  }

  /** A line of the file with the key that signed it. */
  private record Signed(HeadStatement statement, PublicKey by) {

    /** The key that signs the next line. */
    PublicKey next() {
      return statement.handover().map(HeadStatement.Handover::key).orElse(by);
    }
  }

  /** Whether nothing was signed yet. */
  public boolean isEmpty() {
    return log.last().isEmpty();
  }

  /** The newest line, if the signature of its key counts. */
  Optional<HeadStatement> last() {
    return log.last().flatMap(signedBy(keys.all())).filter(this::counts).map(Signed::statement);
  }

  /** Lines from this one on, counted from 0, not verified. */
  List<String> read(long from, int limit) {
    return log.read(from, limit);
  }

  /** The function's first result, called with signed heads from the newest to the oldest. */
  public <T> Optional<T> newest(Function<HeadStatement, Optional<T>> function) {
    Function<String, Optional<Signed>> signed = signedBy(keys.all());
    return log.newest(line -> signed.apply(line).map(Signed::statement).flatMap(function));
  }

  /** The heads in which an officer accepted a gap. */
  List<HeadStatement> gaps() {
    Function<String, Optional<Signed>> signed = signedBy(keys.all());
    return log.all(
        line ->
            HeadStatement.mayHoldGap(line)
                ? signed.apply(line).map(Signed::statement).filter(each -> each.gap().isPresent())
                : Optional.empty());
  }

  /** The newest head of an earlier row than this one. */
  Optional<HeadStatement> before(long seq) {
    Function<String, Optional<Signed>> signed = signedBy(keys.all());
    return log.newest(
        line ->
            HeadStatement.mayPrecede(line, seq)
                ? signed.apply(line).map(Signed::statement)
                : Optional.empty());
  }

  /** Signs a statement that names the newest line, and adds it. */
  public HeadStatement append(HeadStatement statement) {
    HeadStatement next = statement.after(log.last().map(HeadStatement::digest).orElse(""));
    log.append(next.signed(keys.signer(current())));
    return next;
  }

  /** Signs the manifest of an archive. */
  String sign(ArchiveStatement manifest) {
    return manifest.signed(keys.signer(current()));
  }

  /**
   * The key to which the current key must hand over; empty when the current key is in service.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE when the next key cannot sign, since no signature
   *     would count after the handover
   */
  Optional<PublicKey> due() {
    List<PublicKey> all = keys.all();
    int current = all.indexOf(current());
    if (current >= all.indexOf(keys.inService())) {
      return Optional.empty();
    }
    PublicKey next = all.get(current + 1);
    keys.signer(next);
    return Optional.of(next);
  }

  /** The manifest, if the current key or an earlier one whose handover names it signed it. */
  Optional<ArchiveStatement> archive(String compact) {
    return ArchiveStatement.verified(compact, current())
        .or(
            () ->
                keys.all().stream()
                    .filter(key -> handedOverWith(key, compact))
                    .map(key -> ArchiveStatement.verified(compact, key))
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  private boolean handedOverWith(PublicKey key, String archive) {
    String digest = HeadStatement.digest(archive);
    return handover(key).filter(handover -> handover.archive().equals(digest)).isPresent();
  }

  private PublicKey current() {
    return isEmpty()
        ? keys.all().getFirst()
        : log.newest(signedBy(keys.all()))
            .filter(this::counts)
            .map(Signed::next)
            .orElseGet(keys::inService);
  }

  private boolean counts(Signed line) {
    return line.by().equals(keys.inService())
        || line.statement().handover().isPresent()
        || handover(line.by()).isEmpty();
  }

  private Optional<HeadStatement.Handover> handover(PublicKey by) {
    Function<String, Optional<Signed>> signed = signedBy(List.of(by));
    return log.newest(
        line ->
            HeadStatement.mayHandOver(line)
                ? signed.apply(line).flatMap(found -> found.statement().handover())
                : Optional.empty());
  }

  private Function<String, Optional<Signed>> signedBy(List<PublicKey> possible) {
    List<PublicKey> all = keys.all();
    return line ->
        possible.stream()
            .map(key -> HeadStatement.verified(line, key).map(found -> new Signed(found, key)))
            .flatMap(Optional::stream)
            .filter(signed -> signed.statement().head().chain().equals(chain))
            .filter(signed -> all.contains(signed.next()))
            .findFirst();
  }
}
