package org.bailiwick.master.tokenends;

import java.util.Locale;

/** Who ends a token before its time. */
public enum EndCause {
  /** An officer, by {@code /v1/tokens/{jti}/end}. */
  OFFICER("ended-by-officer"),
  /** The client to which the token was issued, by RFC 7009. */
  CLIENT("revoked-by-client"),
  /** The partner's server that issued the grant, by a security event. */
  PARTNER("ended-by-partner"),
  /** The partner's server does not publish the key any more that signed the grant. */
  PARTNER_KEY("partner-key"),
  /** The identity provider does not vouch for the person any more. */
  PROVIDER("person-refused"),
  /** The node, since a code or refresh token was shown a second time. */
  REUSE("token-used-again"),
  /** The node, since a policy denies now what it permitted when the token was granted. */
  POLICY("denied-by-policy");

  private final String reason;

  EndCause(String reason) {
    this.reason = reason;
  }

  /** The reason in the token ledger. */
  public String reason() {
    return reason;
  }

  /** The value of the tag {@code cause} of the metric. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
