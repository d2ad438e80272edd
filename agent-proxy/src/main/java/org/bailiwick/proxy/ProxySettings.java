package org.bailiwick.proxy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.proxy.listing.WantedListing;

/**
 * The agent's credential, the trusted authority, the file of rules, the path of the socket, the
 * group that may use the sockets in addition to their owner, the socket of the Workload API, and
 * the registry in which the agent is kept listed.
 */
public record ProxySettings(
    CredentialFolder folder,
    TrustedAuthority trusted,
    Path rules,
    Path socket,
    Optional<String> group,
    Optional<WorkloadSocket> workloadApi,
    Optional<WantedListing> listing) {

  /** Settings without a listing. */
  public ProxySettings(
      CredentialFolder folder,
      TrustedAuthority trusted,
      Path rules,
      Path socket,
      Optional<String> group,
      Optional<WorkloadSocket> workloadApi) {
    this(folder, trusted, rules, socket, group, workloadApi, Optional.empty());
  }

  /** Settings without a Workload API. */
  public ProxySettings(
      CredentialFolder folder,
      TrustedAuthority trusted,
      Path rules,
      Path socket,
      Optional<String> group) {
    this(folder, trusted, rules, socket, group, Optional.empty());
  }

  /** The same with this listing. */
  public ProxySettings listed(Optional<WantedListing> wanted) {
    return new ProxySettings(folder, trusted, rules, socket, group, workloadApi, wanted);
  }

  /**
   * Where the Workload API is served.
   *
   * @param authority base URL of the authority, whose bundle is passed on
   */
  public record WorkloadSocket(Path socket, URI authority) {}
}
