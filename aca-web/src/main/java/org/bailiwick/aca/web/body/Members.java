package org.bailiwick.aca.web.body;

import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Members of request bodies, taken as what they must be. */
public final class Members {

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final int MAX_COMMENT = 1000;

  private Members() {}

  /** A member that must be there. */
  public static <T> T required(T value, String name) {
    return Optional.ofNullable(value)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "member-missing",
                    "The member \"" + name + "\" is missing."));
  }

  /** Octets from base64 with padding and without line breaks (RFC 4648 section 4). */
  public static byte[] base64(String value, String name) {
    try {
      return Base64.getDecoder().decode(required(value, name));
    } catch (IllegalArgumentException notBase64) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "member-base64",
          "The member \"" + name + "\" is not base64.");
    }
  }

  /** Octets from base64url (RFC 4648 section 5). */
  public static byte[] base64url(String value, String name) {
    try {
      return Base64.getUrlDecoder().decode(required(value, name));
    } catch (IllegalArgumentException notBase64) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "member-base64",
          "The member \"" + name + "\" is not base64url.");
    }
  }

  /** An identifier in a path; NOT_FOUND with this check if it can't be one. */
  public static UUID uuid(String value, String check) {
    if (!UUID_TEXT.matcher(value).matches()) {
      throw new ProblemException(ProblemType.NOT_FOUND, check, "There is nothing of this name.");
    }
    return UUID.fromString(value);
  }

  /** Free text for the record, empty if absent. */
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
