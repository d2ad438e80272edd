package org.bailiwick.master.partnertoken;

import java.util.List;
import org.bailiwick.master.dpop.RequestProofs;
import org.bailiwick.master.method.AuthenticationMethod;

/** The methods by which callers authenticate with access tokens of partners' servers. */
public final class PartnerTokenMethods {

  private final List<AuthenticationMethod> all;

  public PartnerTokenMethods(PartnerTokens tokens, RequestProofs proofs) {
    this.all = List.of(new PartnerTokenMethod(tokens), new PartnerTokenDpopMethod(tokens, proofs));
  }

  public List<AuthenticationMethod> all() {
    return all;
  }
}
