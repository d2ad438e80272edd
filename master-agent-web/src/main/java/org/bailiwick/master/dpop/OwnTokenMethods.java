package org.bailiwick.master.dpop;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.master.method.AccessTokenMethod;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.master.method.WorkloadTokenMethod;
import org.bailiwick.node.peer.VerifiedPeer;

/** The methods by which callers authenticate with access tokens of this domain. */
public final class OwnTokenMethods {

  private final List<AuthenticationMethod> all;

  /**
   * @param ofPartner whether the token that this peer, if there is one, shows says that it is of a
   *     partner's server whose tokens may count
   */
  public OwnTokenMethods(
      AccessTokens tokens,
      RequestProofs proofs,
      BiPredicate<String, Optional<VerifiedPeer>> ofPartner) {
    this.all =
        List.of(
            new AccessTokenMethod(tokens, ofPartner),
            new DpopTokenMethod(tokens, proofs, ofPartner),
            new WorkloadTokenMethod(tokens));
  }

  public List<AuthenticationMethod> all() {
    return all;
  }
}
