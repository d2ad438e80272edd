package org.bailiwick.injector.policy;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The sidecar, the same in all namespaces.
 *
 * @param image reference of the image, with its digest
 * @param token the service account token that it is given
 * @param isNative whether it is an init container that goes on running (KEP-753), and not a
 *     container beside the others
 * @param user the number of its user and of the group that may use its sockets
 * @param isWorkloadApi whether it serves the SPIFFE Workload API
 * @param port at which the agent's locator says that it takes orders
 * @param registry in which the sidecar keeps the agent listed; in none if empty
 */
public record SidecarSettings(
    String image,
    TokenRequest token,
    boolean isNative,
    int user,
    boolean isWorkloadApi,
    int port,
    Optional<URI> registry,
    AuthorityAddress authority) {
  private static final Pattern IMAGE =
      Pattern.compile("[a-z0-9][A-Za-z0-9._:/-]{0,254}@sha256:[0-9a-f]{64}");

  /** A URL or a word. */
  private static final Pattern AUDIENCE = Pattern.compile("[A-Za-z0-9:/._~-]{1,255}");

  private static final Duration SHORTEST = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int USER = 64710;
  private static final int LAST_USER = 2_000_000_000;
  private static final int PORT = 7001;
  private static final int FIRST_PORT = 1024;
  private static final int LAST_PORT = 65535;

  /**
   * A service account token.
   *
   * @param audience what the authority expects
   * @param lifetime ten minutes is the least that Kubernetes gives
   */
  public record TokenRequest(String audience, Duration lifetime) {}

  static SidecarSettings read(PolicyMembers members) {
    SidecarSettings read =
        new SidecarSettings(
            members.text("image", IMAGE),
            new TokenRequest(
                members.text("audience", AUDIENCE),
                members.duration("token_lifetime", SHORTEST, SHORTEST, LONGEST)),
            members.flag("native", true),
            members.number("user", USER, 1, LAST_USER),
            members.flag("workload_api", false),
            members.number("port", PORT, FIRST_PORT, LAST_PORT),
            members.has("registry")
                ? Optional.of(members.url("registry", "https"))
                : Optional.empty(),
            AuthorityAddress.read(members.object("authority")));
    members.done();
    return read;
  }
}
