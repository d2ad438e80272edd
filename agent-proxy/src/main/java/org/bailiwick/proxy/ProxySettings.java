package org.bailiwick.proxy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;

/**
 * The agent's credential, the trusted authority, the file of rules, the path of the socket, the
 * group that may use the sockets in addition to their owner, and the socket of the Workload API.
 */
public record ProxySettings(
    CredentialFolder folder,
    TrustedAuthority trusted,
    Path rules,
    Path socket,
    Optional<String> group,
    Optional<WorkloadSocket> workloadApi) {

  /** Settings without a Workload API. */
  public ProxySettings(
      CredentialFolder folder,
      TrustedAuthority trusted,
      Path rules,
      Path socket,
      Optional<String> group) {
    this(folder, trusted, rules, socket, group, Optional.empty());
  }

  /**
   * Where the Workload API is served.
   *
   * @param authority base URL of the authority, whose bundle is passed on
   */
  public record WorkloadSocket(Path socket, URI authority) {}
}
