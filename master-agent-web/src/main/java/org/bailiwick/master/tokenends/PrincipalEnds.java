package org.bailiwick.master.tokenends;

import org.bailiwick.master.tokenledger.GrantEnds;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.principalevents.PrincipalEvent;

/**
 * Ends what rests on grants of a principal when the server that issued them says so: first no
 * further token is issued for them, then each token ends with its jobs. It may be done again.
 */
public final class PrincipalEnds {

  private final GrantEnds grants;
  private final TokenRevoker revoker;

  public PrincipalEnds(GrantEnds grants, TokenRevoker revoker) {
    this.grants = grants;
    this.revoker = revoker;
  }

  /** Returns when all of it is durable. */
  public void end(PrincipalEvent event) {
    grants.record(event, row("partner-event.received", event).about(event.principal()));
    TokenEndOrder order = new TokenEndOrder(EndCause.PARTNER, event.issuer(), event.kind());
    for (TokenRecord token : grants.tokens(event)) {
      revoker.end(token, order, row("partner-event.applied", event).about(token.jti()));
    }
  }

  private static AuditEntry row(String name, PrincipalEvent event) {
    return AuditEntry.of(name, Outcome.DONE, "", event.issuer())
        .with("event", event.id())
        .with("kind", event.kind())
        .with("until", event.until().toString());
  }
}
