package org.bailiwick.master;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.master.accountmethod.AccountMethods;
import org.bailiwick.master.attesters.Attesters;
import org.bailiwick.master.clientauth.ClientAttestation;
import org.bailiwick.master.clientauth.ClientAuthentication;
import org.bailiwick.master.dpop.DpopNonces;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.dpop.NonceKey;
import org.bailiwick.master.dpop.OwnTokenMethods;
import org.bailiwick.master.dpop.RequestProofs;
import org.bailiwick.master.dpop.UsedProofs;
import org.bailiwick.master.httpsignature.RequestSignatures;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.intake.JobCallerRules;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.master.method.AuthenticationMethods;
import org.bailiwick.master.method.CertificateMethod;
import org.bailiwick.master.oauth.Metadata;
import org.bailiwick.master.oauth.TokenEndpoint;
import org.bailiwick.master.oauth.TokenSettings;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.master.parties.OwnAgentRights;
import org.bailiwick.master.parties.OwnCallerRights;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.partnertoken.PartnerTokenMethods;
import org.bailiwick.master.partnertoken.PartnerTokens;
import org.bailiwick.master.persongrant.PersonGrant;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.workloadsignature.WorkloadSignatureMethod;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.workloadtoken.StoredProofs;
import org.bailiwick.node.records.AuditEnd;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.records.AuditPages;
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
      EndpointCollaborators collaborators,
      TokenEndpoint.Clients clients,
      DpopProofs proofs,
      TokenSettings tokenSettings) {
    return new TokenEndpoint(collaborators.parts(), clients, proofs, tokenSettings);
  }

  @Produces
  @Singleton
  TokenEndpoint.Clients clients(
      EndpointCollaborators collaborators,
      ClientAuthentication authentication,
      OwnCallerRights ownRights,
      PersonGrant people) {
    return new TokenEndpoint.Clients(
        authentication,
        collaborators.ownGrant(ownRights),
        collaborators.callers,
        collaborators.chained,
        Optional.of(people));
  }

  @Produces
  @Singleton
  ClientAuthentication clientAuthentication(
      PeerVerifier peers,
      ClientAttestation.Parts attestation,
      TokenSettings tokenSettings,
      Clock clock) {
    return new ClientAuthentication(
        peers,
        attestation,
        new ClientAuthentication.Server(tokenSettings.issuer(), tokenSettings.tokenEndpoint()),
        clock);
  }

  @Produces
  @Singleton
  ClientAttestation.Parts attestationParts(
      Attesters attesters, DpopProofs proofs, GroupWriter writer, OwnAgentRights ownAgents) {
    return new ClientAttestation.Parts(attesters, proofs, new StoredProofs(writer), ownAgents);
  }

  @Produces
  @Singleton
  Metadata metadata(
      TokenSettings tokenSettings,
      EndpointCollaborators needs,
      OwnCallers ownCallers,
      ClientAuthentication clients) {
    return new Metadata(
        tokenSettings, needs.partners, ownCallers, clients, needs.people, needs.providers);
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
  TokenRevoker.Parts revokerParts(
      Store store, GroupWriter writer, TokenLedger ledger, JobJournal journal) {
    return new TokenRevoker.Parts(store, writer, ledger, journal);
  }

  /** Ends tokens; calls and event streams of this node end with them at once. */
  @Produces
  @Singleton
  TokenRevoker revoker(TokenRevoker.Parts parts, WorkflowRunner runner, JobStreams streams) {
    return new TokenRevoker(
        parts,
        () -> {
          runner.follow();
          streams.refresh();
        });
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
      OwnTokenMethods own,
      AccountMethods accounts,
      PartnerTokenMethods ofPartners,
      WorkloadSignatureMethod bySignature) {
    List<AuthenticationMethod> all = new ArrayList<>(accounts.all());
    all.add(new CertificateMethod());
    all.addAll(own.all());
    all.add(bySignature);
    all.addAll(ofPartners.all());
    return new AuthenticationMethods(all);
  }

  @Produces
  @Singleton
  OwnTokenMethods ownTokens(AccessTokens tokens, RequestProofs proofs, PartnerTokens ofPartners) {
    return new OwnTokenMethods(tokens, proofs, ofPartners::isClaimed);
  }

  @Produces
  @Singleton
  RequestProofs requestProofs(DpopProofs proofs, TokenSettings settings) {
    return new RequestProofs(proofs, settings.issuer());
  }

  @Produces
  @Singleton
  RequestSignatures signatures(MasterSettings settings, GroupWriter writer, Clock clock) {
    return new RequestSignatures(settings.component().baseUrl(), new StoredProofs(writer), clock);
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
