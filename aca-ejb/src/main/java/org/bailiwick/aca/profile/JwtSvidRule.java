package org.bailiwick.aca.profile;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Whether the credentials of a profile may have JWT-SVIDs, and for whom. Whoever has such a token
 * can use it, so each possible recipient is listed, and the tokens are short-lived.
 *
 * @param audiences the possible recipients; none if there are no JWT-SVIDs
 * @param life of a token
 */
public record JwtSvidRule(Set<String> audiences, Duration life) {

  private static final String MEMBER = "jwt_svid";
  private static final Set<String> MEMBERS = Set.of("audiences", "validity");
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_LISTED = 64;
  private static final int MOST_ASKED = 8;

  /** Visible ASCII: a URL, a SPIFFE id or a name. */
  private static final Pattern AUDIENCE = Pattern.compile("[!-~]{1,255}");

  /** The rule of a profile without the member. */
  static final JwtSvidRule NONE = new JwtSvidRule(Set.of(), Duration.ofMinutes(5));

  public JwtSvidRule {
    audiences = Set.copyOf(audiences);
    if (life.compareTo(SHORTEST) < 0 || life.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("jwt_svid.validity must be between a minute and an hour");
    }
  }

  /** Reads a profile's file; JWT-SVIDs are allowed if it has the member. */
  static JwtSvidRule of(Claims profile) {
    return profile.object(MEMBER).map(JwtSvidRule::read).orElse(NONE);
  }

  private static JwtSvidRule read(Claims rule) {
    List<String> audiences = rule.texts("audiences");
    if (!MEMBERS.containsAll(rule.names())) {
      throw new IllegalArgumentException("jwt_svid has the members audiences and validity only");
    }
    if (!areAudiences(audiences, MOST_LISTED)) {
      throw new IllegalArgumentException(
          "jwt_svid.audiences are 1 to 64 texts of 1 to 255 visible ASCII characters, each once");
    }
    return new JwtSvidRule(
        Set.copyOf(audiences), rule.find("validity").map(Duration::parse).orElse(NONE.life()));
  }

  /** Whether the list has one audience at least, each of them once, and all in their form. */
  private static boolean areAudiences(List<String> texts, int most) {
    return !texts.isEmpty()
        && texts.size() <= most
        && new HashSet<>(texts).size() == texts.size()
        && texts.stream().allMatch(text -> text != null && AUDIENCE.matcher(text).matches());
  }

  boolean isAllowed() {
    return !audiences.isEmpty();
  }

  /**
   * The life of a token for these recipients.
   *
   * @throws ProblemException MALFORMED_REQUEST, check jwt-svid-audience, unless they are 1 to 8,
   *     each once; POLICY_DENIED, check profile-jwt-svid, if one of them is not listed
   */
  public Duration require(List<String> wanted) {
    if (!areAudiences(wanted, MOST_ASKED)) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "jwt-svid-audience",
          "A JWT-SVID is for 1 to 8 audiences of 1 to 255 visible ASCII characters, each once.");
    }
    Optional<String> unlisted = wanted.stream().filter(each -> !audiences.contains(each)).findAny();
    if (unlisted.isPresent()) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "profile-jwt-svid",
          "The profile does not grant JWT-SVIDs for this audience: " + unlisted.get());
    }
    return life;
  }
}
