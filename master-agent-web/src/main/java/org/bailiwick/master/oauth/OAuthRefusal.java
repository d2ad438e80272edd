package org.bailiwick.master.oauth;

/**
 * A refusal of an OAuth endpoint, which answers in the form of RFC 6749 and not with a problem
 * document. {@code check} names the failing check for the audit log.
 */
public final class OAuthRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final OAuthError error;
  private final String check;

  public OAuthRefusal(OAuthError error, String check, String description) {
    super(description);
    this.error = error;
    this.check = check;
  }

  public OAuthError error() {
    return error;
  }

  public String check() {
    return check;
  }
}
