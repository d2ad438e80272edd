package org.bailiwick.master.account;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.credential.Sha256;

/**
 * An API key: {@code bwk_<id>_<secret>}. The prefix lets scanners find a key that has got into a
 * repository or a log. The id is public and finds the row. The secret has 256 random bits, so a
 * plain SHA-256 of the key is enough: nobody guesses its input, whatever the hash costs.
 */
final class ApiKey {
  private static final String PREFIX = "bwk_";
  private static final Pattern FORM = Pattern.compile("bwk_([0-9a-f]{16})_[A-Za-z0-9_-]{43}");
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;

  private final String id;
  private final String text;

  private ApiKey(String id, String text) {
    this.id = id;
    this.text = text;
  }

  static ApiKey random(SecureRandom random) {
    byte[] id = new byte[ID_BYTES];
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(id);
    random.nextBytes(secret);
    String named = HexFormat.of().formatHex(id);
    return new ApiKey(
        named,
        PREFIX + named + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /** Reads a key; empty if the text has not the form of one. */
  static Optional<ApiKey> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches() ? Optional.of(new ApiKey(form.group(1), text)) : Optional.empty();
  }

  String id() {
    return id;
  }

  /** The whole key, for its holder alone. */
  String text() {
    return text;
  }

  /** The digest that is stored. */
  String digest() {
    return Sha256.hex(text);
  }

  @Override
  public String toString() {
    return PREFIX + id + "_…";
  }
}
