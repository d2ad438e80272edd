package org.bailiwick.master.oauth;

import java.util.HashMap;
import java.util.Map;

/**
 * A refusal of an OAuth endpoint, which answers in the form of RFC 6749 and not with a problem
 * document. {@code check} names the failing check for the audit log.
 */
public final class OAuthRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final OAuthError error;
  private final String check;
  private final HashMap<String, String> details;

  public OAuthRefusal(OAuthError error, String check, String description) {
    this(error, check, description, Map.of());
  }

  /** {@code details} are for the audit log, and are not answered. */
  OAuthRefusal(OAuthError error, String check, String description, Map<String, String> details) {
    super(description);
    this.error = error;
    this.check = check;
    this.details = new HashMap<>(details);
  }

  public OAuthError error() {
    return error;
  }

  public String check() {
    return check;
  }

  Map<String, String> details() {
    return Map.copyOf(details);
  }
}
