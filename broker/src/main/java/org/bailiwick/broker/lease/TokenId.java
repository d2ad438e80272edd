package org.bailiwick.broker.lease;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/** The claim {@code jti} of a verified token, by which the Master Agent names it. */
final class TokenId {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private TokenId() {}

  /** The claim; empty if there is none that the Master Agent could know. */
  static String of(String compact) {
    String[] parts = compact.split("\\.", -1);
    if (parts.length != 3) {
      return "";
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
      String jti =
          StrictJson.object(new String(payload, StandardCharsets.UTF_8)).getString("jti", "");
      return FORM.matcher(jti).matches() ? jti : "";
    } catch (IllegalArgumentException | ClassCastException | ProblemException e) {
      return ""; // no JWT
    }
  }
}
