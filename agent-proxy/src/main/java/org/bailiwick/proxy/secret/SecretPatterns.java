package org.bailiwick.proxy.secret;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Recognises secrets by their form, whosever they are: private keys, tokens with an expiry, access
 * keys of well-known services, and passwords in URLs.
 */
final class SecretPatterns {

  private static final Map<String, Pattern> FORMS = forms();

  private static final Pattern JWS =
      Pattern.compile("\\b(ey[A-Za-z0-9_-]{10,})\\.(ey[A-Za-z0-9_-]{10,})\\.[A-Za-z0-9_-]{20,}");

  private SecretPatterns() {}

  /** The check of a refusal, with the form that it looks for. */
  private static Map<String, Pattern> forms() {
    Map<String, Pattern> forms = new LinkedHashMap<>();
    forms.put(
        "outgoing-private-key", Pattern.compile("-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----"));
    forms.put(
        "outgoing-access-key",
        Pattern.compile(
            "\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b|\\bgh[pousr]_[A-Za-z0-9]{36,}|\\bgithub_pat_[A-Za-z0-9_]{22,}"
                + "|\\bxox[abprs]-[A-Za-z0-9-]{10,}|\\bAIza[0-9A-Za-z_-]{35}|\\bsk-[A-Za-z0-9_-]{32,}"
                + "|\\bglpat-[A-Za-z0-9_-]{20}"));
    forms.put(
        "outgoing-password",
        Pattern.compile("\\b[a-z][a-z0-9+.-]{1,30}://[^\\s/:@\"']{1,100}:[^\\s/@\"']{1,200}@"));
    return forms;
  }

  /** The check of the form that the text has, or empty. */
  static Optional<String> find(String text) {
    return FORMS.entrySet().stream()
        .filter(form -> form.getValue().matcher(text).find())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * Whether the text holds a signed token: a compact JWS whose claims have an expiry. A signed
   * document without one, for instance a receipt, is none.
   *
   * @param permitted tokens that may leave
   */
  static boolean holdsToken(String text, Predicate<String> permitted) {
    return JWS.matcher(text)
        .results()
        .anyMatch(
            found ->
                claims(found.group(1)).isPresent()
                    && claims(found.group(2))
                        .filter(claims -> claims.containsKey("exp"))
                        .isPresent()
                    && !permitted.test(found.group()));
  }

  private static Optional<JsonObject> claims(String part) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(part);
      return Optional.of(StrictJson.object(new String(json, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | ProblemException notJson) {
      return Optional.empty();
    }
  }
}
