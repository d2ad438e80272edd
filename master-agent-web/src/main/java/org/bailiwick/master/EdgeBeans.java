package org.bailiwick.master;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.master.dpop.DpopNonces;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.dpop.DpopTokenMethod;
import org.bailiwick.master.dpop.NonceKey;
import org.bailiwick.master.dpop.UsedProofs;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.intake.JobCallerRules;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.method.AccessTokenMethod;
import org.bailiwick.master.method.AuthenticationMethods;
import org.bailiwick.master.method.CertificateMethod;
import org.bailiwick.master.oauth.Metadata;
import org.bailiwick.master.oauth.TokenEndpoint;
import org.bailiwick.master.oauth.TokenSettings;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.records.AuditEnd;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.records.AuditPages;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.GroupWriter;

/** Produces the beans that the JAX-RS resources use. */
@ApplicationScoped
class EdgeBeans {

  @Produces
  @Singleton
  TokenSettings tokenSettings(MasterSettings settings) {
    return new TokenSettings(
        settings.component().baseUrl().toString(), settings.limits().tokens().accessLifetime());
  }

  @Produces
  @Singleton
  TokenEndpoint endpoint(
      EndpointCollaborators collaborators, DpopProofs proofs, TokenSettings tokenSettings) {
    return new TokenEndpoint(collaborators.parts(), proofs, tokenSettings);
  }

  @Produces
  @Singleton
  Metadata metadata(TokenSettings tokenSettings, PartnerDirectory partners) {
    return new Metadata(tokenSettings, partners);
  }

  @Produces
  @Singleton
  AuditPages auditPages(MasterSettings settings, Store store, Gate gate, GroupWriter writer) {
    return new AuditPages(settings.auditChain(), store::read, gate, writer);
  }

  @Produces
  @Singleton
  AuditEnd auditEnd(AuditHeads heads, Gate gate, GroupWriter writer) {
    return new AuditEnd(heads, gate, writer);
  }

  @Produces
  @Singleton
  AccessTokens accessTokens(OwnTokens tokens, TokenLedger ledger, PartnerRights partners) {
    return new AccessTokens(tokens, ledger, partners);
  }

  @Produces
  @Singleton
  UsedProofs usedProofs(GroupWriter writer) {
    return new UsedProofs(writer);
  }

  @Produces
  @Singleton
  DpopProofs dpopProofs(GroupWriter writer, UsedProofs used, Clock clock) {
    return new DpopProofs(new DpopNonces(new NonceKey(writer), clock), used, clock);
  }

  @Produces
  @Singleton
  AuthenticationMethods methods(
      AccessTokens tokens, DpopProofs proofs, TokenSettings tokenSettings) {
    return new AuthenticationMethods(
        List.of(
            new CertificateMethod(),
            new AccessTokenMethod(tokens),
            new DpopTokenMethod(tokens, proofs, tokenSettings.issuer())));
  }

  @Produces
  @Singleton
  ServiceRules serviceRules(MasterSettings settings, AuthenticationMethods methods) {
    return ServiceRules.load(settings.authenticationFolder(), methods.names());
  }

  @Produces
  @Singleton
  JobCallerRules callers(ServiceRules rules, AuthenticationMethods methods) {
    return new JobCallerRules(
        new CallerAuthenticator(rules, ServiceRules.ServiceName.JOBS, methods),
        new CallerAuthenticator(rules, ServiceRules.ServiceName.OVERSIGHT, methods));
  }
}
