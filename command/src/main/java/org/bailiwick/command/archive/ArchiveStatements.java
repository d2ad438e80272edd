package org.bailiwick.command.archive;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadStatement;

/**
 * The signed statements of a database about its archives. Each must be signed by the audit key,
 * name the statement before it, and begin with the row at which that one ended.
 */
public final class ArchiveStatements {
  private final List<String> signed;
  private final KeyPeriods keys;
  private final List<ArchiveStatement> statements = new ArrayList<>();
  private final Optional<String> fault;
  private int period;

  private ArchiveStatements(List<String> signed, KeyPeriods keys) {
    this.signed = signed;
    this.keys = keys;
    Optional<String> first = Optional.empty();
    for (int i = 0; i < signed.size() && first.isEmpty(); i++) {
      first = take(i);
    }
    this.fault = first;
  }

  /** Verifies statements, in the order of their numbers from the first. */
  public static ArchiveStatements of(List<String> signed, KeyPeriods keys) {
    return new ArchiveStatements(List.copyOf(signed), keys);
  }

  private Optional<String> take(int index) {
    String previous = index == 0 ? "" : HeadStatement.digest(signed.get(index - 1));
    Optional<ArchiveStatement> read = verified(signed.get(index), previous);
    String name = "archive statement " + (index + 1);
    if (read.isEmpty()) {
      return Optional.of(name + " is not signed by the audit key");
    }
    ArchiveStatement statement = read.get();
    AuditHead before =
        index == 0
            ? AuditHead.genesis(statement.rows().last().chain())
            : statements.getLast().rows().last();
    if (statement.number() != index + 1
        || !statement.previous().equals(previous)
        || !statement.rows().before().equals(before)) {
      return Optional.of(name + " does not follow the one before it");
    }
    statements.add(statement);
    return Optional.empty();
  }

  /**
   * Verifies a statement by the audit key of its time. A later key is accepted too, because another
   * node may have handed over earlier; an earlier key is not.
   */
  private Optional<ArchiveStatement> verified(String compact, String previous) {
    for (int at = keys.after(period, previous); at < keys.keys().size(); at++) {
      Optional<ArchiveStatement> read = ArchiveStatement.verified(compact, keys.keys().get(at));
      if (read.isPresent()) {
        period = at;
        return read;
      }
    }
    return Optional.empty();
  }

  /** The fault of the first statement that is not valid. */
  public Optional<String> fault() {
    return fault;
  }

  /** The newest valid statement. */
  public Optional<ArchiveStatement> newest() {
    return statements.isEmpty() ? Optional.empty() : Optional.of(statements.getLast());
  }

  /** The digest by which the next statement names this one. */
  String digest() {
    return signed.isEmpty() ? "" : HeadStatement.digest(signed.getLast());
  }

  /** The compact JWS of the newest statement. */
  Optional<String> newestSigned() {
    return signed.isEmpty() ? Optional.empty() : Optional.of(signed.getLast());
  }

  /** The archive whose last row has this sequence number. */
  public Optional<ArchiveStatement> endingAt(long seq) {
    return statements.stream()
        .filter(statement -> statement.rows().count() > 0)
        .filter(statement -> statement.rows().last().seq() == seq)
        .findFirst();
  }

  /**
   * The fault of the first archive that is missing in this folder or differs from its statement.
   */
  public Optional<String> faultOf(Path all) {
    for (int i = 0; i < statements.size(); i++) {
      ArchiveStatement statement = statements.get(i);
      Optional<String> found =
          RecordsArchive.of(all, statement.number()).fault(signed.get(i), statement);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Reads every archived row of the log, archive after archive. */
  public void rows(Path all, Consumer<JsonObject> action) {
    statements.forEach(statement -> RecordsArchive.of(all, statement.number()).rows(action));
  }

  /** One sentence about each archive. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      ArchiveStatement each = statements.get(i);
      notes.add(
          "%s and %d credentials are in archive %d, signed at %s for %s, manifest %s"
              .formatted(
                  each.rows(),
                  each.credentials().counts().issuances(),
                  each.number(),
                  each.at(),
                  each.officer(),
                  HeadStatement.digest(signed.get(i))));
    }
    return notes;
  }
}
