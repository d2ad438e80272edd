package org.bailiwick.aca.web.enrolment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Reads the token of an Authorization header (RFC 6750 section 2.1). */
final class Bearer {

  private static final String SCHEME = "bearer ";

  private Bearer() {}

  /**
   * The one bearer token; the scheme's name ignores case (RFC 9110 section 11.1).
   *
   * @param headers the Authorization headers of the request, null if it has none
   */
  static String token(List<String> headers) {
    List<String> given = Optional.ofNullable(headers).orElse(List.of());
    if (given.size() > 1) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "authorization-repeated",
          "There is more than one Authorization header.");
    }
    return given.stream()
        .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(header -> header.substring(SCHEME.length()).strip())
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.ACCESS_TOKEN_INVALID,
                    "authorization-missing",
                    "The user's token must be in an Authorization header as Bearer."));
  }
}
