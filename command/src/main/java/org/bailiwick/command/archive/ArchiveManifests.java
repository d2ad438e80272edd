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
 * The signed manifests of archives, from a database. Each must be signed by the audit key, name the
 * manifest before it, and begin with the row at which that one ended.
 */
public final class ArchiveManifests {
  private final List<String> signed;
  private final KeyPeriods keys;
  private final List<ArchiveStatement> manifests = new ArrayList<>();
  private final Optional<String> fault;
  private int period;

  private ArchiveManifests(List<String> signed, KeyPeriods keys) {
    this.signed = signed;
    this.keys = keys;
    Optional<String> first = Optional.empty();
    for (int i = 0; i < signed.size() && first.isEmpty(); i++) {
      first = verify(i);
    }
    this.fault = first;
  }

  /** Verifies manifests, in the order of their numbers from the first. */
  public static ArchiveManifests of(List<String> signed, KeyPeriods keys) {
    return new ArchiveManifests(List.copyOf(signed), keys);
  }

  private Optional<String> verify(int index) {
    String previous = index == 0 ? "" : HeadStatement.digest(signed.get(index - 1));
    Optional<ArchiveStatement> read = verified(signed.get(index), previous);
    String name = "manifest of archive " + (index + 1);
    if (read.isEmpty()) {
      return Optional.of(name + " is not signed by the audit key");
    }
    ArchiveStatement manifest = read.get();
    AuditHead before =
        index == 0
            ? AuditHead.genesis(manifest.rows().last().chain())
            : manifests.getLast().rows().last();
    if (manifest.number() != index + 1
        || !manifest.previous().equals(previous)
        || !manifest.rows().before().equals(before)) {
      return Optional.of(name + " does not follow the one before it");
    }
    manifests.add(manifest);
    return Optional.empty();
  }

  /**
   * Verifies a manifest by the audit key of its time. A later key is accepted too, because another
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

  /** The fault of the first manifest that is not valid. */
  public Optional<String> fault() {
    return fault;
  }

  /** The newest valid manifest. */
  public Optional<ArchiveStatement> newest() {
    return manifests.isEmpty() ? Optional.empty() : Optional.of(manifests.getLast());
  }

  /** The digest by which the next manifest names the newest one. */
  String digest() {
    return signed.isEmpty() ? "" : HeadStatement.digest(signed.getLast());
  }

  /** The compact JWS of the newest manifest. */
  Optional<String> newestSigned() {
    return signed.isEmpty() ? Optional.empty() : Optional.of(signed.getLast());
  }

  /** The archive whose last row has this sequence number. */
  public Optional<ArchiveStatement> endingAt(long seq) {
    return manifests.stream()
        .filter(manifest -> manifest.rows().count() > 0)
        .filter(manifest -> manifest.rows().last().seq() == seq)
        .findFirst();
  }

  /** The fault of the first archive that is missing in this folder or differs from its manifest. */
  public Optional<String> faultOf(Path all) {
    for (int i = 0; i < manifests.size(); i++) {
      ArchiveStatement manifest = manifests.get(i);
      Optional<String> found =
          RecordsArchive.of(all, manifest.number()).fault(signed.get(i), manifest);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Reads every archived row of the log, archive after archive. */
  public void rows(Path all, Consumer<JsonObject> action) {
    manifests.forEach(manifest -> RecordsArchive.of(all, manifest.number()).rows(action));
  }

  /** One sentence about each archive. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < manifests.size(); i++) {
      ArchiveStatement each = manifests.get(i);
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
