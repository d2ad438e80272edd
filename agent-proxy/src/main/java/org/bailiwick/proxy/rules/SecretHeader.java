package org.bailiwick.proxy.rules;

import jakarta.json.JsonValue;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The header in which a destination expects a secret.
 *
 * @param name of the header, in lower case
 * @param prefix before the secret, for instance {@code "Bearer "}
 * @param secret its name in the rules
 */
public record SecretHeader(String name, String prefix, String secret) {

  private static final Set<String> MEMBERS = Set.of("header", "prefix", "secret");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9=_-]{0,30} ?");

  /** Headers that make the request itself. */
  private static final Set<String> OF_THE_REQUEST =
      Set.of(
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "te",
          "trailer",
          "transfer-encoding",
          "txn-token",
          "upgrade");

  static SecretHeader of(JsonValue value) {
    JsonMembers members = JsonMembers.of(value, MEMBERS);
    SecretHeader header =
        new SecretHeader(
            members.text("header").toLowerCase(Locale.ROOT),
            members.optionalText("prefix").orElse(""),
            SecretPlace.named(members.text("secret")));
    if (!HEADER.matcher(header.name).matches()
        || OF_THE_REQUEST.contains(header.name)
        || !PREFIX.matcher(header.prefix).matches()) {
      throw Refusals.malformed(
          "destination-secret", "No secret can be sent in this header: " + header.name);
    }
    return header;
  }
}
