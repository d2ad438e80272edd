package org.bailiwick.master.clientgrant;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.AccessTokenMint;
import org.bailiwick.master.access.MintedAccessToken;
import org.bailiwick.master.access.TokenBinding;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.EndpointKind;
import org.bailiwick.master.parties.OwnCallerRights;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.policy.RequestedRights;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Serves the client_credentials grant to agents, services and devices of this domain. The scope is
 * what was asked and the operator's file allows; the registry must list an agent. The token expires
 * no later than the certificate to which it is bound.
 */
public final class ClientCredentialsGrant {

  public static final String GRANT_TYPE = "client_credentials";

  private static final Set<VerifiedPeer.Kind> SERVED =
      Set.of(VerifiedPeer.Kind.AGENT, VerifiedPeer.Kind.SERVICE, VerifiedPeer.Kind.DEVICE);

  private final OwnCallerRights rights;
  private final OwnTokens tokens;
  private final TokenLedger ledger;
  private final Gate gate;
  private final GroupWriter writer;
  private final AccessTokenMint mint;
  private final Clock clock;

  public ClientCredentialsGrant(
      OwnCallerRights rights,
      OwnTokens tokens,
      TokenLedger ledger,
      Gate gate,
      GroupWriter writer,
      Duration lifetime,
      Clock clock) {
    this.rights = rights;
    this.tokens = tokens;
    this.ledger = ledger;
    this.gate = gate;
    this.writer = writer;
    this.mint = new AccessTokenMint(tokens, lifetime, clock);
    this.clock = clock;
  }

  /**
   * A token for this client; without a wanted scope for all that the operator's file allows.
   *
   * @throws ProblemException policy-denied for a client that may start nothing, scope-too-wide when
   *     no part of the wanted scope is allowed
   */
  public MintedAccessToken issue(VerifiedPeer client, Optional<CapabilitySet> wanted) {
    requireRights(client);
    CapabilitySet allowed = rights.scopesOf(WorkloadId.of(client.id()));
    CapabilitySet scope = scope(allowed, wanted);
    AuditEntry permit =
        gate.require(
            JobQuestion.admitToToken(
                JobQuestion.CallerFacts.of(
                    JobQuestion.Subject.of(client, clock.instant()),
                    Set.of(client.validatedBy().text())),
                new RequestedRights(allowed, Optional.empty(), wanted, scope)));
    MintedAccessToken token = token(client, scope);
    writer.commit(
        ledger.insertion(token.record()),
        permit,
        tokens.withSigner(issued(token.record(), client), token.compact()));
    return token;
  }

  private void requireRights(VerifiedPeer client) {
    if (!SERVED.contains(client.kind())) {
      throw denied("client-kind", "This grant type is for workloads of this domain.");
    }
    Optional<String> refusal = rights.refusal(client.id(), CapabilitySet.of());
    if (refusal.isPresent()) {
      throw denied(refusal.get(), "The client may not start work now.");
    }
  }

  private static CapabilitySet scope(CapabilitySet allowed, Optional<CapabilitySet> wanted) {
    CapabilitySet scope =
        wanted
            .map(asked -> CapabilitySet.of(asked.stream().filter(allowed::covers).toList()))
            .orElse(allowed);
    if (scope.isEmpty()) {
      throw new ProblemException(
          ProblemType.SCOPE_TOO_WIDE, "scope-empty", "No part of the requested scope is granted.");
    }
    return scope;
  }

  private MintedAccessToken token(VerifiedPeer client, CapabilitySet scope) {
    return mint.mint(
        new AccessTokenMint.Order(
            client.id().toString(),
            TokenOrigin.of(CallerIdentity.of(client)),
            scope,
            TokenBinding.ofCertificate(client.thumbprint()),
            Optional.of(client.certificate().getNotAfter().toInstant())));
  }

  private static AuditEntry issued(TokenRecord record, VerifiedPeer client) {
    return AuditEntry.of("token.issued", Outcome.GRANTED, "", record.origin().caller().name())
        .about(record.jti())
        .with("grant_type", GRANT_TYPE)
        .with("caller_kind", EndpointKind.of(record.origin().caller()).text())
        .with("authenticated_by", client.validatedBy().text())
        .with("serial", client.serial().hex())
        .with("scope", record.scope().scope())
        .with("token_sha256", record.sha256().orElseThrow());
  }

  private static ProblemException denied(String check, String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, detail);
  }
}
