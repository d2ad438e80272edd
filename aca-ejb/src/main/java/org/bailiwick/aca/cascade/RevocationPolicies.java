package org.bailiwick.aca.cascade;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The policies of the revocation folder, by trigger. */
@Singleton
public final class RevocationPolicies {

  private final FolderSource<Map<String, RevocationPolicy>> source;

  @Inject
  public RevocationPolicies(AcaSettings settings, @ForAca Clock clock) {
    source =
        new FolderSource<>(
            settings.folders().revocation(), ".json", RevocationPolicies::read, clock);
  }

  /**
   * The policy in force.
   *
   * @throws ProblemException MALFORMED_REQUEST if there is none; DEPENDENCY_UNAVAILABLE if one of
   *     the files can't be read
   */
  public RevocationPolicy require(String trigger) {
    return Optional.ofNullable(source.current().get(trigger))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "trigger-unknown",
                    "There is no revocation policy for this trigger."));
  }

  private static Map<String, RevocationPolicy> read(List<FolderSource.Content> files) {
    Map<String, RevocationPolicy> policies = new HashMap<>();
    for (FolderSource.Content file : files) {
      RevocationPolicy policy = RevocationPolicy.parse(file);
      if (policies.put(policy.trigger(), policy) != null) {
        throw new IllegalArgumentException(file.name() + " names the trigger of another file");
      }
    }
    return policies;
  }
}
