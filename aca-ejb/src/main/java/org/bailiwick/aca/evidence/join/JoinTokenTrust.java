package org.bailiwick.aca.evidence.join;

import org.bailiwick.aca.evidence.anchor.EvidenceBinding;
import org.bailiwick.aca.evidence.anchor.EvidenceItem;
import org.bailiwick.aca.evidence.anchor.InitialTrust;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;

/**
 * The kind {@code join-token}: a token that a user was given ahead of time for exactly this
 * request. It proves that the applicant got it from the user, or from whoever took it on the way.
 */
public final class JoinTokenTrust implements InitialTrust {

  /** Names the kind in profiles. */
  public static final String TYPE = "join-token";

  private final JoinTokens tokens;

  public JoinTokenTrust(JoinTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public TrustedAnchor authenticate(EvidenceItem item, EvidenceBinding binding) {
    return tokens.require(item.value()).boundTo(binding);
  }
}
