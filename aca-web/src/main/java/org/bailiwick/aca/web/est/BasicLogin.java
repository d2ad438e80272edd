package org.bailiwick.aca.web.est;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.bailiwick.aca.est.EstToken;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** HTTP Basic (RFC 7617) with the agent's name as user name and a join token as password. */
final class BasicLogin {

  private static final String SCHEME = "basic ";
  private static final int LONGEST = 1024;

  private BasicLogin() {}

  /** Reads the Authorization field, and refuses every other scheme as malformed. */
  static EstToken parse(String authorization) {
    if (authorization.length() > LONGEST
        || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw malformed();
    }
    try {
      String pair =
          new String(
              Base64.getDecoder().decode(authorization.substring(SCHEME.length()).strip()),
              StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon < 0) {
        throw malformed();
      }
      return new EstToken(pair.substring(0, colon), pair.substring(colon + 1));
    } catch (IllegalArgumentException notBase64) {
      throw malformed();
    }
  }

  private static ProblemException malformed() {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "est-authorization",
        "The Authorization field must be HTTP Basic with the agent's name and a join token.");
  }
}
