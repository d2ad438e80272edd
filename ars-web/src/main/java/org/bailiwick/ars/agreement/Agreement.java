package org.bailiwick.ars.agreement;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.trust.Partner;

/**
 * What this domain has agreed with the registry of another one ({@code docs/federation.md}).
 *
 * @param registry the base URL of that registry; empty if the file does not name it
 * @param exports what that registry may read here; empty if nothing
 * @param imports what is taken over from there; empty if nothing
 */
public record Agreement(
    TrustDomain domain,
    Optional<URI> registry,
    Optional<Exports> exports,
    Optional<Imports> imports) {

  /**
   * What a partner's registry may read. All criteria must be met.
   *
   * @param readers the SPIFFE ids of the partner's nodes that may read
   * @param vouched the CA that issues the nodes' certificates, and the source of its CRL
   * @param capabilities an agent is told with those of its capabilities that one of these covers
   * @param owners of which one must be the agent's; empty if that does not matter
   * @param tags of which the agent must say one of itself; empty if that does not matter
   * @param segment of the policies in force, of which the agent must be a member
   * @param digest of the member of the file, so that a change of it is noticed
   */
  public record Exports(
      Set<SpiffeId> readers,
      Partner vouched,
      CapabilitySet capabilities,
      Set<String> owners,
      Set<String> tags,
      Optional<String> segment,
      String digest) {}

  /**
   * What is taken over.
   *
   * @param source where it is read
   * @param capabilities an agent is taken over with those of its capabilities that one of these
   *     covers
   * @param most the most agents
   * @param freshness the age of the partner's knowledge of revocations at which its agents are no
   *     longer shown
   */
  public record Imports(Source source, CapabilitySet capabilities, int most, Duration freshness) {}

  /**
   * A partner's registry.
   *
   * @param registry its base URL
   * @param tlsAnchors trust anchors for its server certificate; those of the platform if empty
   * @param jwksUri URL of the keys that sign its pages
   * @param jwksFile the file of these keys, if they are not at a URL
   */
  public record Source(
      URI registry,
      Set<X509Certificate> tlsAnchors,
      Optional<URI> jwksUri,
      Optional<Path> jwksFile) {}
}
