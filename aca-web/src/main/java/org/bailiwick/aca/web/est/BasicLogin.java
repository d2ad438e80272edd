package org.bailiwick.aca.web.est;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.bailiwick.aca.est.EstToken;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * User name and password of HTTP Basic (RFC 7617). Here the password is a join token.
 *
 * @param password never to be logged
 */
record BasicLogin(String user, String password) {

  private static final String SCHEME = "basic ";
  private static final int LONGEST = 1024;

  /**
   * Reads the Authorization field; another scheme is refused as unreadable too, since none but this
   * one means anything here.
   */
  static BasicLogin parse(String authorization) {
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
      return new BasicLogin(pair.substring(0, colon), pair.substring(colon + 1));
    } catch (IllegalArgumentException notBase64) {
      throw malformed();
    }
  }

  EstToken asToken() {
    return new EstToken(user, password);
  }

  private static ProblemException malformed() {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "est-authorization",
        "The Authorization field must be HTTP Basic with the agent's name and a join token.");
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "login " + user;
  }
}
