package org.bailiwick.aca.web.body;

import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Reads members of request bodies and paths. */
public final class Members {

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final int MAX_COMMENT = 1000;

  private Members() {}

  /** A required member. */
  public static <T> T required(T value, String name) {
    return Optional.ofNullable(value)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "member-missing",
                    "The member \"" + name + "\" is missing."));
  }

  /** The octets of base64 with padding and without line breaks (RFC 4648 section 4). */
  public static byte[] base64(String value, String name) {
    return decoded(Base64.getDecoder(), value, name, "base64");
  }

  /** The octets of base64url (RFC 4648 section 5). */
  public static byte[] base64url(String value, String name) {
    return decoded(Base64.getUrlDecoder(), value, name, "base64url");
  }

  private static byte[] decoded(Base64.Decoder decoder, String value, String name, String form) {
    try {
      return decoder.decode(required(value, name));
    } catch (IllegalArgumentException notBase64) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "member-base64",
          "The member \"" + name + "\" is not " + form + ".");
    }
  }

  /** A UUID in a path. Any other text is refused with NOT_FOUND and this check. */
  public static UUID uuid(String value, String check) {
    if (!UUID_TEXT.matcher(value).matches()) {
      throw new ProblemException(ProblemType.NOT_FOUND, check, "There is nothing of this name.");
    }
    return UUID.fromString(value);
  }

  /** Free text for the audit log, empty if absent. */
  public static String comment(String value) {
    String text = Optional.ofNullable(value).orElse("");
    if (!text.isBlank() && !PlainText.isText(text.strip(), MAX_COMMENT)) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "member-comment",
          "A comment is at most 1000 characters of plain text.");
    }
    return text;
  }
}
