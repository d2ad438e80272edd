package org.bailiwick.node.trust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.trust.Partner.AuthorizationServer;

/**
 * The partner domains, one folder each ({@code partners/<trust domain>/partner.json}), read again
 * within two seconds of a change. A partner whose description is faulty, or claims this trust
 * domain, is unknown until the description is corrected; the earlier version does not stay in use,
 * since it may allow more than the operator now wants.
 */
public final class PartnerDirectory implements TrustAnchors {
  private static final StructuredLog LOG = StructuredLog.of(PartnerDirectory.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  private record Content(
      String version,
      Map<TrustDomain, Partner> partners,
      Map<String, String> faults,
      List<Anchor> anchors) {}

  private final Path folder;
  private final FolderVersion versions = new FolderVersion(2);
  private final TrustDomain own;
  private final GuardedFetch fetch;
  private final Clock clock;
  private final Map<AuthorizationServer, VerificationKeys> keys = new HashMap<>();
  private volatile Content content = new Content("", Map.of(), Map.of(), List.of());
  private volatile Instant checkedAt = Instant.MIN;

  public PartnerDirectory(Path folder, TrustDomain own, GuardedFetch fetch, Clock clock) {
    this.folder = folder;
    this.own = own;
    this.fetch = fetch;
    this.clock = clock;
  }

  public List<Partner> partners() {
    return List.copyOf(current().partners().values());
  }

  public Optional<Partner> find(TrustDomain domain) {
    return Optional.ofNullable(current().partners().get(domain));
  }

  @Override
  public List<Anchor> anchors() {
    return current().anchors();
  }

  /** The faults of folders, for the health check. */
  public Map<String, String> faults() {
    return current().faults();
  }

  /** Whether a fault hides the description of this domain, if it has one. */
  public boolean isFaulty(TrustDomain domain) {
    Map<String, String> faults = faults();
    return faults.containsKey(domain.name()) || faults.containsKey(folder.toString());
  }

  /** The keys that this server's grants are verified with. */
  public synchronized VerificationKeys keys(AuthorizationServer server) {
    return keys.computeIfAbsent(
        server, described -> new VerificationKeys(() -> jwks(described), clock));
  }

  private byte[] jwks(AuthorizationServer server) {
    if (server.jwksUri().isPresent()) {
      return fetch.getConfigured(server.jwksUri().get(), server.tlsAnchors());
    }
    try {
      return Files.readAllBytes(server.jwksFile().orElseThrow());
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "issuer-keys-file",
          "The issuer's keys cannot be read",
          e);
    }
  }

  private Content current() {
    Instant now = clock.instant();
    if (checkedAt.equals(Instant.MIN)
        || now.isBefore(checkedAt) // the clock was ahead then
        || !now.isBefore(checkedAt.plus(LOOK))) {
      readChanged(now);
    }
    return content;
  }

  private synchronized void readChanged(Instant now) {
    try {
      String version = versions.of(folder);
      if (!version.equals(content.version())) {
        content = read(version);
        forgetKeys();
      }
    } catch (IOException | UncheckedIOException e) {
      content =
          new Content(
              "", Map.of(), Map.of(folder.toString(), String.valueOf(e.getMessage())), List.of());
      LOG.warn("partners.not-readable", content.faults());
    }
    checkedAt = now;
  }

  /**
   * The keys of a server that is described as before stay, since it may not answer just now; those
   * in a file are read again.
   */
  private void forgetKeys() {
    Set<AuthorizationServer> described =
        content.partners().values().stream()
            .flatMap(partner -> partner.authorizationServers().stream())
            .filter(server -> server.jwksUri().isPresent())
            .collect(Collectors.toSet());
    keys.keySet().retainAll(described);
  }

  private Content read(String version) throws IOException {
    Map<TrustDomain, Partner> partners = new HashMap<>();
    Map<String, String> faults = new TreeMap<>();
    for (Path each : partnerFolders()) {
      try {
        Partner partner = PartnerFile.read(each);
        if (partner.domain().equals(own)) {
          throw new IOException("a partner cannot be this trust domain");
        }
        partners.put(partner.domain(), partner);
      } catch (IOException e) {
        faults.put(each.getFileName().toString(), String.valueOf(e.getMessage()));
      }
    }
    faults.putAll(SharedIssuers.faults(partners.values()));
    faults.keySet().forEach(name -> partners.keySet().removeIf(each -> each.name().equals(name)));
    faults.forEach(
        (name, reason) ->
            LOG.warn(
                "partner.refused",
                Map.of("folder", folder.resolve(name).toString(), "reason", reason)));
    List<Anchor> anchors =
        partners.values().stream()
            .flatMap(
                partner ->
                    partner.anchors().stream()
                        .map(anchor -> new Anchor(anchor, partner.domain(), AnchorUse.FOREIGN)))
            .toList();
    return new Content(version, Map.copyOf(partners), Map.copyOf(faults), anchors);
  }

  private List<Path> partnerFolders() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.exists(entry.resolve(PartnerFile.NAME)))
          .sorted()
          .toList();
    }
  }
}
