package org.bailiwick.ars.card;

import java.net.URI;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.settings.Settings;

/**
 * The URLs of the Master Agent, which has the domain's agents called.
 *
 * @param published where callers find it ({@code master.base-url})
 * @param near where this node reads it ({@code ars.master-url}), by default the same
 */
public record MasterUrls(Optional<URI> published, Optional<URI> near) {

  private static final String NEAR = "ars.master-url";

  static MasterUrls read(Settings settings) {
    Optional<URI> published = url(settings, "master.base-url");
    Optional<URI> near = url(settings, NEAR);
    if (near.isPresent() && !isProved(near.get())) {
      settings.fault(NEAR, "must be an https URL");
    }
    settings.done();
    return new MasterUrls(published, near.or(() -> published.filter(MasterUrls::isProved)));
  }

  /** Whether the node at this URL proves its name. */
  private static boolean isProved(URI url) {
    return "https".equals(url.getScheme());
  }

  private static Optional<URI> url(Settings settings, String key) {
    return settings.optional(key).map(any -> settings.baseUrl(key));
  }

  /**
   * Where callers find the Master Agent.
   *
   * @throws ProblemException dependency-unavailable when no setting says it
   */
  public URI requirePublished() {
    return published.orElseThrow(MasterUrls::unset);
  }

  URI requireNear() {
    return near.orElseThrow(MasterUrls::unset);
  }

  private static ProblemException unset() {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "master-url-unset",
        "The settings of this node do not say where the Master Agent is.");
  }
}
