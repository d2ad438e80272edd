package org.bailiwick.master.chaining;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.authorizationcontext.AuthorizationContexts;
import org.bailiwick.master.callout.AgentCaller;
import org.bailiwick.master.callout.AssetCallers;
import org.bailiwick.master.callout.DomainCaller;
import org.bailiwick.master.mirrored.MirroredDomains;
import org.bailiwick.master.parties.PartnerDomains;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.GroupWriter;

/** Produces what has steps done in other domains. */
@ApplicationScoped
class DomainBeans {

  /** As of an agent. */
  private static final int MAX_ANSWER = 4 * 1024 * 1024;

  @Inject private OwnTokens tokens;
  @Inject private TokenLedger ledger;
  @Inject private Gate gate;
  @Inject private GroupWriter writer;
  @Inject private Clock clock;

  @Produces
  @Singleton
  OwnAgent ownAgent(PeerVerifier peers) {
    Settings settings = Settings.fromConfig();
    OwnAgent agent = new OwnAgent(settings.findPath("master.agent-folder"), peers::verify);
    settings.done();
    return agent;
  }

  @Produces
  @Singleton
  StepGrants stepGrants(OwnAgent own, ChainedGrants chained, AuthorizationContexts contexts) {
    return new StepGrants(
        own, chained, contexts, new StepGrants.Parts(tokens, ledger, gate, writer, clock));
  }

  @Produces
  @Singleton
  AssetCallers callers(
      AgentCaller agents, StepGrants grants, PartnerDirectory partners, MirroredDomains mirrored) {
    return new AssetCallers(
        agents, new DomainCaller(new PartnerDomains(partners), grants, MAX_ANSWER), mirrored);
  }
}
