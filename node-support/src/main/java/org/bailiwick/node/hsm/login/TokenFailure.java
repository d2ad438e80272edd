package org.bailiwick.node.hsm.login;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A failure of a token. SunPKCS11 has the PKCS#11 return value at the end of the cause chain, as
 * the message of an exception type that only the JDK can access.
 */
public final class TokenFailure extends Exception {

  /** The kinds of failures, by the reaction to them. */
  public enum Kind {
    /** Nobody has given the PIN since the node started. */
    NOT_ACTIVATED("hsm-not-activated"),
    /**
     * The PIN was refused; the node does not try it again, since the token may lock after a few
     * tries.
     */
    PIN_REFUSED("hsm-pin"),
    /** Session, device or login is lost; a new provider instance may help. */
    SESSION_LOST("hsm-session"),
    /** No session was free in time, or the token did not answer in time. */
    BUSY("hsm-busy"),
    /** The token works but refuses this call, or its content is not as expected. */
    REFUSED("hsm-refusal");

    private final String check;

    Kind(String check) {
      this.check = check;
    }

    /** Its name in the audit log. */
    public String check() {
      return check;
    }
  }

  private static final long serialVersionUID = 1L;

  /** PKCS#11 return values, or vendor codes, with which the JDK's message begins. */
  private static final Pattern CODE = Pattern.compile("^(CKR_[A-Z0-9_]+|0x[0-9A-Fa-f]{8})");

  private static final Set<String> PIN_CODES =
      Set.of(
          "CKR_PIN_INCORRECT",
          "CKR_PIN_INVALID",
          "CKR_PIN_LEN_RANGE",
          "CKR_PIN_EXPIRED",
          "CKR_PIN_LOCKED",
          "CKR_USER_PIN_NOT_INITIALIZED");

  private static final Set<String> CALL_CODES =
      Set.of(
          "CKR_ARGUMENTS_BAD",
          "CKR_ATTRIBUTE_TYPE_INVALID",
          "CKR_ATTRIBUTE_VALUE_INVALID",
          "CKR_DATA_INVALID",
          "CKR_DATA_LEN_RANGE",
          "CKR_KEY_FUNCTION_NOT_PERMITTED",
          "CKR_KEY_SIZE_RANGE",
          "CKR_KEY_TYPE_INCONSISTENT",
          "CKR_MECHANISM_INVALID",
          "CKR_MECHANISM_PARAM_INVALID",
          "CKR_TEMPLATE_INCONSISTENT",
          "CKR_TOKEN_WRITE_PROTECTED");

  private final Kind kind;

  public TokenFailure(Kind kind, String reason) {
    super(reason);
    this.kind = kind;
  }

  private TokenFailure(Kind kind, String reason, Throwable cause) {
    super(reason, cause);
    this.kind = kind;
  }

  /** Classifies an exception; unknown codes count as a lost session, since a new login is safe. */
  public static TokenFailure of(Throwable thrown) {
    Optional<String> shared = sharedId(thrown);
    if (shared.isPresent()) {
      return new TokenFailure(Kind.REFUSED, shared.get(), thrown);
    }
    String code = code(thrown);
    if (PIN_CODES.contains(code)) {
      return new TokenFailure(
          Kind.PIN_REFUSED,
          "the token refused the PIN: " + code + "; correct it and restart the node",
          thrown);
    }
    Kind kind = CALL_CODES.contains(code) ? Kind.REFUSED : Kind.SESSION_LOST;
    return new TokenFailure(kind, "the token answered " + code, thrown);
  }

  public Kind kind() {
    return kind;
  }

  /** A sentence for log and health. */
  public String reason() {
    return getMessage();
  }

  private static String code(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      Matcher matcher = CODE.matcher(String.valueOf(t.getMessage()));
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    return "no PKCS#11 code (" + thrown.getClass().getSimpleName() + ")";
  }

  /** The fault of two private keys with the same id, of which Java's key store shows neither. */
  private static Optional<String> sharedId(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      int at = message.indexOf("private keys sharing CKA_ID ");
      if (at >= 0) {
        String label = message.substring(at + "private keys sharing CKA_ID ".length());
        return Optional.of("two private keys of one label are in the token: " + label);
      }
    }
    return Optional.empty();
  }
}
