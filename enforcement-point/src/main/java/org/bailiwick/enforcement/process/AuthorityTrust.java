package org.bailiwick.enforcement.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.enforcement.policies.DomainOfficers;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.feed.CrlSettings;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.trust.DomainTrustSettings;
import org.bailiwick.policy.bundle.OfficerTrust;

/**
 * The trust of the domain, as nodes have it: anchors and issuing CAs from the authority's trust
 * bundle, and CRLs. Copies outlive a restart.
 */
final class AuthorityTrust implements AutoCloseable {
  private static final Duration REFRESH = Duration.ofSeconds(60);
  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  private final DomainTrust trust;
  private final CrlRevocations revocations;
  private final NodeHttp http;

  private AuthorityTrust(DomainTrust trust, CrlRevocations revocations, NodeHttp http) {
    this.trust = trust;
    this.revocations = revocations;
    this.http = http;
  }

  /**
   * Reads the operator CA and the copies of an earlier run.
   *
   * @param state the folder of what outlives a restart
   * @throws IOException if the operator CA cannot be read
   */
  static AuthorityTrust open(
      DomainTrustSettings settings, Path state, CredentialFolder credential, Clock clock)
      throws IOException {
    DomainTrust trust = new DomainTrust(settings, clock);
    return new AuthorityTrust(
        trust,
        new CrlRevocations(
            trust::issuers,
            new CrlSettings(
                settings.plainUrl(), REFRESH, MAX_AGE, Optional.of(state.resolve("crls"))),
            clock),
        new NodeHttp(NodeHttpSettings.of(tlsFolder(state, credential)), trust::tlsAnchors));
  }

  /** The credential under the names that the client of nodes reads; links follow a renewal. */
  private static Path tlsFolder(Path state, CredentialFolder credential) throws IOException {
    Path folder = Files.createDirectories(state.resolve("tls"));
    link(folder.resolve("client.pem"), credential.path().resolve("chain.pem"));
    link(folder.resolve("client.key"), credential.path().resolve("key.pem"));
    return folder;
  }

  private static void link(Path link, Path target) throws IOException {
    Path absolute = target.toAbsolutePath();
    if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(absolute)) {
      return;
    }
    if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(link);
    }
    Path unused = Files.createSymbolicLink(link, absolute);
  }

  DomainTrust trust() {
    return trust;
  }

  CrlRevocations revocations() {
    return revocations;
  }

  OfficerTrust officers() {
    return new DomainOfficers(trust, revocations);
  }

  void start() {
    trust.start(http);
    revocations.start();
  }

  @Override
  public void close() {
    revocations.close();
    trust.close();
    http.close();
  }
}
