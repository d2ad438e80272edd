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

  static MasterUrls read(Settings settings) {
    Optional<URI> published = url(settings, "master.base-url");
    MasterUrls read = new MasterUrls(published, url(settings, "ars.master-url").or(() -> published));
    settings.done();
    return read;
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
