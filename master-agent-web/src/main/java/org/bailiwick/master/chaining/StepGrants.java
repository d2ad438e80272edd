package org.bailiwick.master.chaining;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.authorizationcontext.AuthorizationContext;
import org.bailiwick.master.authorizationcontext.AuthorizationContexts;
import org.bailiwick.master.callout.DomainGrants;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.master.inventory.KnownDomain;
import org.bailiwick.master.policy.ChainQuestion;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Grants for steps that the Master Agent itself has done in another domain. For a step, it gets
 * them as any agent does, in exchange for the Txn-Token of the step. To take work away whose tokens
 * have ended, it repeats the step's last grant; that grant is for no work.
 */
public final class StepGrants implements DomainGrants {

  private static final Duration LIFETIME = Duration.ofMinutes(1);

  /** Where grants are signed, decided and stored. */
  public record Parts(
      OwnTokens tokens, TokenLedger ledger, Gate gate, GroupWriter writer, Clock clock) {}

  private final OwnAgent own;
  private final ChainedGrants chained;
  private final AuthorizationContexts contexts;
  private final Parts parts;

  public StepGrants(
      OwnAgent own, ChainedGrants chained, AuthorizationContexts contexts, Parts parts) {
    this.own = own;
    this.chained = chained;
    this.contexts = contexts;
    this.parts = parts;
  }

  @Override
  public AgentId agent() {
    return AgentId.of(own.require().peer().id());
  }

  @Override
  public Grant forStep(KnownDomain domain, String txnToken, CapabilitySet scope) {
    OwnAgent.Current self = own.require();
    DomainGrant grant =
        chained.issue(
            ProvedClient.of(self.peer(), Optional.empty()),
            new ChainRequest(
                GrantForm.JWT,
                new ChainRequest.Presented(txnToken, SubjectTokens.TXN_TOKEN),
                domain.target().audience(),
                domain.jobs().resource(),
                Optional.of(scope),
                Optional.empty()));
    return grant(domain, self, grant.compact());
  }

  private static Grant grant(KnownDomain domain, OwnAgent.Current self, String compact) {
    String clientId = domain.target().clientOf(self.peer().id().toString());
    return new Grant(compact, clientId, self.identity());
  }

  @Override
  public Grant forWithdrawal(KnownDomain domain, String jobId, String stepId) {
    OwnAgent.Current self = own.require();
    AuthorizationContext before =
        contexts
            .lastOfStep(jobId, stepId, domain.target().audience())
            .filter(context -> context.agent().equals(self.peer().id().toString()))
            .orElseThrow(StepGrants::unknown);
    TokenRecord earlier =
        parts.ledger().find(before.assertion().jti()).orElseThrow(StepGrants::unknown);
    AuditEntry permit =
        parts
            .gate()
            .require(
                ChainQuestion.chain(
                    JobQuestion.Subject.of(self.peer()),
                    new ChainQuestion.Server(before.audience(), domain.domain()),
                    new ChainQuestion.Wanted(
                        true, true, GrantForm.JWT.tokenType(), earlier.scope())));
    return grant(domain, self, repeated(self, before, earlier, permit));
  }

  private String repeated(
      OwnAgent.Current self, AuthorizationContext before, TokenRecord earlier, AuditEntry permit) {
    TokenLifetime lifetime = lifetime(self);
    String jti = UUID.randomUUID().toString();
    String compact = parts.tokens().sign(GrantForm.JWT.typ(), claims(self, before, jti, lifetime));
    String sha256 = OwnTokens.digest(compact);
    TokenRecord record =
        new TokenRecord(
            jti,
            TokenKind.GRANT,
            earlier.origin(),
            earlier.holder(),
            earlier.context(),
            earlier.scope(),
            lifetime,
            Optional.of(sha256));
    AuthorizationContext context = before.with(jti, sha256);
    AuditEntry issued =
        context
            .in(AuditEntry.of("grant.issued", Outcome.GRANTED, "", context.agent()))
            .about(jti)
            .with("parent", earlier.origin().parent().orElse(""))
            .with("requested_token_type", GrantForm.JWT.tokenType())
            .with("scope_here", record.scope().scope())
            .with("job", record.context().map(job -> job.jobId()).orElse(""))
            .with("cause", "withdraw-work");
    parts
        .writer()
        .commit(
            parts
                .ledger()
                .insertion(record)
                .thenReferring(AuthorizationContexts.insertion(jti, context)),
            permit,
            parts.tokens().withSigner(issued, compact));
    return compact;
  }

  private TokenLifetime lifetime(OwnAgent.Current self) {
    Instant now = parts.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    Instant end = self.peer().certificate().getNotAfter().toInstant();
    Instant usual = now.plus(LIFETIME);
    return new TokenLifetime(now, usual.isBefore(end) ? usual : end);
  }

  private JsonObject claims(
      OwnAgent.Current self, AuthorizationContext before, String jti, TokenLifetime lifetime) {
    JsonObjectBuilder claims =
        Json.createObjectBuilder()
            .add("iss", parts.tokens().issuer())
            .add("sub", before.subject())
            .add("aud", before.audience())
            .add("client_id", before.agent())
            .add("act", StrictJson.object(before.act()))
            .add("scope", before.scope())
            .add("jti", jti)
            .add("iat", lifetime.issuedAt().getEpochSecond())
            .add("exp", lifetime.expiresAt().getEpochSecond())
            .add("cnf", Json.createObjectBuilder().add("x5t#S256", self.peer().thumbprint()));
    before.txn().ifPresent(txn -> claims.add("txn", txn));
    before.resource().ifPresent(resource -> claims.add("resource", resource));
    return claims.build();
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, "domain-grant-unknown", "The step had no such grant.");
  }
}
