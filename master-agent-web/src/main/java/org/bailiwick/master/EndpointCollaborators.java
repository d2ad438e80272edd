package org.bailiwick.master;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import org.bailiwick.master.chaining.ChainedGrants;
import org.bailiwick.master.clientgrant.ClientCredentialsGrant;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.oauth.TokenEndpoint;
import org.bailiwick.master.parties.OwnCallerRights;
import org.bailiwick.master.parties.RecordedCallers;
import org.bailiwick.master.peopleclients.PeopleClients;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.GroupWriter;

/** Collects the collaborators of the token endpoint. */
@Dependent
class EndpointCollaborators {
  @Inject PartnerDirectory partners;
  @Inject OwnTokens tokens;
  @Inject TokenLedger ledger;
  @Inject TransactionTokenMint mint;
  @Inject AgentInventory inventory;
  @Inject Gate gate;
  @Inject GroupWriter writer;
  @Inject RecordedCallers callers;
  @Inject PeopleClients people;
  @Inject IdentityProviders providers;
  @Inject MasterSettings settings;
  @Inject Clock clock;
  @Inject ChainedGrants chained;

  TokenEndpoint.Parts parts() {
    return new TokenEndpoint.Parts(partners, tokens, ledger, mint, inventory, gate, writer, clock);
  }

  ClientCredentialsGrant ownGrant(OwnCallerRights rights) {
    return new ClientCredentialsGrant(
        rights, tokens, ledger, gate, writer, settings.limits().tokens().accessLifetime(), clock);
  }
}
