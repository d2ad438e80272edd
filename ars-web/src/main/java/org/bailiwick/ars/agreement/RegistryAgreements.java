package org.bailiwick.ars.agreement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.trust.FolderVersion;
import org.bailiwick.node.trust.Partner;

/**
 * The agreements with registries of other domains ({@code registries/<trust domain>.json}), read
 * again within half a second of a change. An agreement with a fault does not count until it is
 * corrected; its earlier version does not stay in use, since it may allow more than is wanted now.
 */
public final class RegistryAgreements {
  private static final StructuredLog LOG = StructuredLog.of(RegistryAgreements.class);
  private static final long LOOK = Duration.ofMillis(500).toNanos();
  private static final int MOST = 100;

  private record Content(
      String version,
      Map<TrustDomain, Agreement> agreements,
      Map<String, String> faults,
      List<Anchor> anchors) {}

  private static final Content NOTHING = new Content("", Map.of(), Map.of(), List.of());

  private final Optional<Path> folder;
  private final FolderVersion versions = new FolderVersion(1);
  private final TrustDomain own;
  private final LongSupplier nanos;
  private volatile Content content = NOTHING;
  private volatile long checkedAt;

  /**
   * Reads the folder for the first time.
   *
   * @param folder without it there is no agreement
   * @param nanos counts elapsed time, as {@link System#nanoTime} does
   */
  public RegistryAgreements(Optional<Path> folder, TrustDomain own, LongSupplier nanos) {
    this.folder = folder;
    this.own = own;
    this.nanos = nanos;
    readChanged();
  }

  /** The name of this domain. */
  public TrustDomain own() {
    return own;
  }

  /** All agreements, by the names of the partners. */
  public List<Agreement> all() {
    return current().agreements().values().stream()
        .sorted((one, other) -> one.domain().name().compareTo(other.domain().name()))
        .toList();
  }

  /** The agreement with this domain; empty also while its file has a fault. */
  public Optional<Agreement> find(TrustDomain domain) {
    return Optional.ofNullable(current().agreements().get(domain));
  }

  /** Why files do not count, by their names. */
  public Map<String, String> faults() {
    return current().faults();
  }

  /** The anchors of partners' nodes. */
  List<Anchor> anchors() {
    return current().anchors();
  }

  /** The partners whose nodes may read, for the view of their revocations. */
  List<Partner> readers() {
    return all().stream()
        .flatMap(each -> each.exports().stream())
        .map(Agreement.Exports::vouched)
        .toList();
  }

  private Content current() {
    if (nanos.getAsLong() - checkedAt >= LOOK) {
      readChanged();
    }
    return content;
  }

  private synchronized void readChanged() {
    checkedAt = nanos.getAsLong();
    if (folder.isEmpty()) {
      return;
    }
    try {
      String version = versions.of(folder.get());
      if (!version.equals(content.version())) {
        content = read(version, folder.get());
      }
    } catch (IOException | UncheckedIOException e) {
      content =
          new Content(
              "",
              Map.of(),
              Map.of(folder.get().toString(), String.valueOf(e.getMessage())),
              List.of());
      LOG.warn("agreements.not-readable", content.faults());
    }
  }

  private Content read(String version, Path from) throws IOException {
    Map<TrustDomain, Agreement> agreements = new HashMap<>();
    Map<String, String> faults = new TreeMap<>();
    for (Path file : files(from)) {
      String name = String.valueOf(file.getFileName());
      try {
        Agreement agreement = AgreementFile.read(file);
        if (agreement.domain().equals(own)) {
          throw new IOException("an agreement is with another trust domain");
        }
        if (agreements.size() == MOST) {
          throw new IOException("there are " + MOST + " agreements already");
        }
        agreements.put(agreement.domain(), agreement);
      } catch (IOException e) {
        faults.put(name, String.valueOf(e.getMessage()));
        LOG.warn(
            "agreement.refused",
            Map.of("file", file.toString(), "reason", String.valueOf(e.getMessage())));
      }
    }
    return new Content(version, Map.copyOf(agreements), Map.copyOf(faults), anchors(agreements));
  }

  private static List<Anchor> anchors(Map<TrustDomain, Agreement> agreements) {
    return agreements.values().stream()
        .flatMap(each -> each.exports().stream())
        .map(Agreement.Exports::vouched)
        .flatMap(
            partner ->
                partner.anchors().stream()
                    .map(anchor -> new Anchor(anchor, partner.domain(), AnchorUse.PARTNER_NODES)))
        .toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> String.valueOf(entry.getFileName()).endsWith(AgreementFile.SUFFIX))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }
}
