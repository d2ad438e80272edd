package org.bailiwick.master.accountmethod;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** User name and password of the scheme Basic (RFC 7617), in UTF-8. */
record BasicCredentials(String user, String password) {

  /** More than a name and a password that an account may have. */
  private static final int LONGEST = 1024;

  /**
   * Reads what follows the name of the scheme.
   *
   * @throws ProblemException malformed-request, check basic-form
   */
  static BasicCredentials parse(String encoded) {
    String text = decoded(encoded);
    int colon = text.indexOf(':');
    if (colon < 0 || text.codePoints().anyMatch(Character::isISOControl)) {
      throw malformed(null);
    }
    return new BasicCredentials(text.substring(0, colon), text.substring(colon + 1));
  }

  private static String decoded(String encoded) {
    if (encoded.length() > LONGEST) {
      throw malformed(null);
    }
    try {
      byte[] octets = Base64.getDecoder().decode(encoded);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw malformed(e);
    }
  }

  private static ProblemException malformed(Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "basic-form",
        "Basic credentials are the Base64 of user name, colon and password in UTF-8.",
        cause);
  }

  /** Without the password, since texts reach logs. */
  @Override
  public String toString() {
    return "BasicCredentials[" + user + "]";
  }
}
