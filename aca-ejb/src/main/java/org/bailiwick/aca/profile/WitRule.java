package org.bailiwick.aca.profile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.wit.WitKeys;
import org.bailiwick.contract.credential.CredentialFormat;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Whether a profile lets its credentials have Workload Identity Tokens.
 *
 * @param life of a token; empty if there are none
 */
public record WitRule(Optional<Duration> life) {

  private static final String FORMATS = "formats";
  private static final String VALIDITY = "wit_validity";

  private static final Duration DEFAULT = Duration.ofHours(1);
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  public WitRule {
    if (life.filter(WitRule::isOutOfBounds).isPresent()) {
      throw new IllegalArgumentException("wit_validity must be between a minute and 24 hours");
    }
  }

  private static boolean isOutOfBounds(Duration life) {
    return life.compareTo(SHORTEST) < 0 || life.compareTo(WitKeys.LONGEST_LIFE) > 0;
  }

  /** Reads a profile's file; tokens are allowed if it lists their format. */
  static WitRule of(Claims profile) {
    List<String> formats = profile.names().contains(FORMATS) ? profile.texts(FORMATS) : List.of();
    Optional<Duration> validity = profile.find(VALIDITY).map(Duration::parse);
    boolean allowed = CredentialFormat.parse(formats).contains(CredentialFormat.WIT);
    if (validity.isPresent() && !allowed) {
      throw new IllegalArgumentException("wit_validity is for profiles that list the format wit");
    }
    return new WitRule(allowed ? Optional.of(validity.orElse(DEFAULT)) : Optional.empty());
  }

  /** The life of a token; POLICY_DENIED where there are none. */
  public Duration require() {
    return life.orElseThrow(
        () ->
            new ProblemException(
                ProblemType.POLICY_DENIED,
                "profile-format",
                "The profile does not grant Workload Identity Tokens."));
  }
}
