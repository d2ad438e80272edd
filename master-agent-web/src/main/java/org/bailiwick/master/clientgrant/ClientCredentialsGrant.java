package org.bailiwick.master.clientgrant;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.AccessTokenMint;
import org.bailiwick.master.access.MintedAccessToken;
import org.bailiwick.master.caller.EndpointKind;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.master.grantedquestion.GrantedQuestions;
import org.bailiwick.master.ownerrights.StartRights;
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
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Serves the client_credentials grant to agents, services and devices of this domain. The scope is
 * what was asked and the operator's files of the workload allow, and of an agent also those of its
 * owner and its principal; the registry must list an agent. The token is bound to all that the
 * client has proved, and expires no later than its certificate or attestation.
 */
public final class ClientCredentialsGrant {

  public static final String GRANT_TYPE = "client_credentials";

  private static final Set<VerifiedPeer.Kind> MACHINES =
      Set.of(VerifiedPeer.Kind.SERVICE, VerifiedPeer.Kind.DEVICE);

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
    this.mint = new AccessTokenMint(tokens, ledger, lifetime, clock);
    this.clock = clock;
  }

  /**
   * A token for this client; without a wanted scope for all that the operator's files allow.
   *
   * @throws ProblemException policy-denied for a client that may start nothing, scope-too-wide when
   *     no part of the wanted scope is allowed, with the sets as members, which the endpoint does
   *     not answer
   */
  public MintedAccessToken issue(ProvedClient client, Optional<CapabilitySet> wanted) {
    requireRights(client);
    RequestedRights asked = asked(rights.startRights(WorkloadId.of(client.id())), wanted);
    Question question =
        JobQuestion.admitToToken(
            JobQuestion.CallerFacts.of(client.subject(clock.instant()), client.methods()), asked);
    AuditEntry permit = gate.require(question);
    MintedAccessToken token = token(client, asked.scope());
    writer.commit(
        ledger
            .insertion(token.record(), token.place())
            .thenReferring(GrantedQuestions.insertion(token.record(), question)),
        permit,
        tokens.withSigner(issued(token.record(), client), token.compact()));
    return token;
  }

  private void requireRights(ProvedClient client) {
    if (!client.isOwnAgent() && !isMachine(client)) {
      throw denied("client-kind", "This grant type is for workloads of this domain.");
    }
    Optional<String> refusal =
        client
            .peer()
            .map(rights::refusal)
            .orElseGet(() -> rights.refusal(client.id(), CapabilitySet.of()));
    if (refusal.isPresent()) {
      throw denied(refusal.get(), "The client may not start work now.");
    }
  }

  private static boolean isMachine(ProvedClient client) {
    return client.peer().map(VerifiedPeer::kind).filter(MACHINES::contains).isPresent();
  }

  /** The intersection; a refusal tells the audit log the sets, and the client nothing of them. */
  private static RequestedRights asked(StartRights held, Optional<CapabilitySet> wanted) {
    RequestedRights asked =
        new RequestedRights(held, Optional.empty(), wanted, held.within(wanted));
    Optional<String> check = held.refusal(wanted);
    if (check.isPresent()) {
      ProblemException refusal =
          new ProblemException(
              ProblemType.SCOPE_TOO_WIDE,
              check.get(),
              "No part of the requested scope is granted.");
      for (Map.Entry<String, String> set : asked.texts().entrySet()) {
        refusal = refusal.with(set.getKey(), set.getValue());
      }
      throw refusal;
    }
    return asked;
  }

  private MintedAccessToken token(ProvedClient client, CapabilitySet scope) {
    return mint.mint(
        new AccessTokenMint.Order(
            client.id().toString(),
            TokenOrigin.of(client.identity()),
            scope,
            client.binding(),
            client.end()));
  }

  private static AuditEntry issued(TokenRecord record, ProvedClient client) {
    AuditEntry entry =
        AuditEntry.of("token.issued", Outcome.GRANTED, "", record.origin().caller().name())
            .about(record.jti())
            .with("grant_type", GRANT_TYPE)
            .with("caller_kind", EndpointKind.of(record.origin().caller()).text())
            .with("authenticated_by", String.join(" ", client.methods()))
            .with("serial", client.peer().map(peer -> peer.serial().hex()).orElse(""))
            .with("scope", record.scope().scope())
            .with("token_sha256", record.sha256().orElseThrow());
    return client
        .attestation()
        .map(
            shown ->
                entry
                    .with("attester", shown.attester())
                    .with("jkt", client.binding().key().orElseThrow()))
        .orElse(entry);
  }

  private static ProblemException denied(String check, String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, detail);
  }
}
