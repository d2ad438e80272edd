package org.bailiwick.master.chaining;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.authorizationcontext.AuthorizationContext;
import org.bailiwick.master.authorizationcontext.AuthorizationContexts;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.master.policy.ChainQuestion;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Makes grants with which agents of this domain get access tokens of a partner's authorization
 * server (identity chaining section 2.3). A grant says for whom and through which agents the work
 * is done, in the partner's words; it counts for a minute, for one server and with one certificate
 * or key.
 */
@Dependent
public class ChainedGrants {

  private static final Duration LIFETIME = Duration.ofMinutes(1);

  private final SubjectTokens subjects;
  private final GrantTargets targets;
  private final OwnTokens tokens;
  private final TokenLedger ledger;
  private final Gate gate;
  private final GroupWriter writer;
  private final Clock clock;

  @Inject
  public ChainedGrants(
      SubjectTokens subjects,
      PartnerDirectory partners,
      OwnTokens tokens,
      TokenLedger ledger,
      Gate gate,
      GroupWriter writer,
      Clock clock) {
    this.subjects = subjects;
    this.targets = new GrantTargets(partners);
    this.tokens = tokens;
    this.ledger = ledger;
    this.gate = gate;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * A grant for this agent; its rows are durable.
   *
   * @throws ProblemException malformed-request for a subject token that does not count, and, with a
   *     check that begins with "target", for an unknown target; policy-denied; scope-too-wide
   */
  public DomainGrant issue(ProvedClient agent, ChainRequest request) {
    requireAgent(agent);
    SubjectToken subject = subjects.read(agent, request.subjectToken());
    GrantTargets.Found target = targets.require(request.target(), request.resource());
    CapabilitySet scope = request.scope().orElseGet(() -> target.translatable(subject.scope()));
    AuditEntry permit =
        gate.require(
            ChainQuestion.chain(
                agent.subject(),
                new ChainQuestion.Server(target.target().audience(), target.domain()),
                new ChainQuestion.Wanted(
                    subject.own(),
                    subject.scope().covers(scope),
                    request.form().tokenType(),
                    scope)));
    subjects.requireRights(subject, scope);
    Work work =
        new Work(
            agent,
            request,
            subject,
            target,
            subject.actors().continuedBy(agent.id().toString(), target.domain()),
            target.translate(scope),
            subject.txn().orElseGet(() -> UUID.randomUUID().toString()));
    DomainGrant grant = sign(work, scope);
    AuthorizationContext context = context(work, grant);
    writer.commit(
        insertion(subject, grant.record())
            .thenReferring(AuthorizationContexts.insertion(grant.record().jti(), context)),
        permit,
        tokens.withSigner(issued(work, grant, context), grant.compact()));
    return grant;
  }

  /** A grant for a job's work counts among the tokens in exchange for its Txn-Token. */
  private UnitOfWork insertion(SubjectToken subject, TokenRecord grant) {
    return subject
        .fanOut()
        .map(most -> ledger.exchange(grant, new TokenLedger.ExchangeLimits(0, most)))
        .orElseGet(() -> ledger.insertion(grant));
  }

  private static void requireAgent(ProvedClient agent) {
    if (!agent.isOwnAgent()) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED, "client-kind", "This grant type is for the domain's agents.");
    }
  }

  /** All that a grant says beside its scope here. */
  private record Work(
      ProvedClient agent,
      ChainRequest request,
      SubjectToken subject,
      GrantTargets.Found target,
      ActorChain actors,
      String scopeThere,
      String txn) {

    String id() {
      return agent.id().toString();
    }

    /** The thumbprint of its certificate, which an agent has that has proved no key. */
    String certificate() {
      return agent.peer().orElseThrow().thumbprint();
    }

    /** RFC 7523 grants name the agent itself, an ID-JAG the client that the partner knows. */
    String client() {
      return request.form() == GrantForm.ID_JAG ? target.target().clientOf(id()) : id();
    }

    String subjectThere() {
      return target.target().subjectOf(subject.subject());
    }
  }

  private DomainGrant sign(Work work, CapabilitySet scope) {
    TokenLifetime lifetime = lifetime(work);
    String jti = UUID.randomUUID().toString();
    String compact = tokens.sign(work.request().form().typ(), claims(work, jti, lifetime));
    TokenRecord parent = work.subject().record();
    TokenRecord record =
        new TokenRecord(
            jti,
            TokenKind.GRANT,
            TokenOrigin.of(parent.jti(), parent.origin().caller()),
            Optional.of(work.id()),
            parent.context(),
            scope,
            lifetime,
            Optional.of(OwnTokens.digest(compact)));
    return new DomainGrant(work.request().form(), compact, work.scopeThere(), record);
  }

  /** No later than the subject token, and the agent's certificate or attestation. */
  private TokenLifetime lifetime(Work work) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant end =
        Stream.concat(
                Stream.of(
                    now.plus(LIFETIME),
                    work.subject().record().lifetime().expiresAt().truncatedTo(ChronoUnit.SECONDS)),
                work.agent().end().stream())
            .min(Instant::compareTo)
            .orElseThrow();
    if (!end.isAfter(now)) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "subject-token-expired",
          "The subject token, certificate or attestation expires now.");
    }
    return new TokenLifetime(now, end);
  }

  private JsonObject claims(Work work, String jti, TokenLifetime lifetime) {
    JsonObjectBuilder claims =
        Json.createObjectBuilder()
            .add("iss", tokens.issuer())
            .add("sub", work.subjectThere())
            .add("aud", work.target().target().audience())
            .add("client_id", work.client())
            .add("act", work.actors().claim())
            .add("scope", work.scopeThere())
            .add("jti", jti)
            .add("iat", lifetime.issuedAt().getEpochSecond())
            .add("exp", lifetime.expiresAt().getEpochSecond())
            .add("txn", work.txn())
            .add("cnf", confirmation(work));
    work.request().resource().ifPresent(resource -> claims.add("resource", resource));
    return claims.build();
  }

  /** RFC 7800: the key that was proved, or else the certificate of the request. */
  private static JsonObjectBuilder confirmation(Work work) {
    JsonObjectBuilder confirmation = Json.createObjectBuilder();
    work.request()
        .provedKey()
        .ifPresentOrElse(
            key -> confirmation.add("jkt", key),
            () -> confirmation.add("x5t#S256", work.certificate()));
    return confirmation;
  }

  private AuthorizationContext context(Work work, DomainGrant grant) {
    return new AuthorizationContext(
        work.id(),
        work.subjectThere(),
        work.scopeThere(),
        work.request().resource(),
        work.target().target().audience(),
        new AuthorizationContext.Assertion(
            AuthorizationContext.JWT_BEARER,
            grant.form().typ(),
            tokens.issuer(),
            grant.record().jti(),
            grant.record().sha256().orElseThrow()),
        work.actors().claim().toString(),
        Optional.of(work.txn()));
  }

  private static AuditEntry issued(Work work, DomainGrant grant, AuthorizationContext context) {
    TokenRecord record = grant.record();
    AuditEntry entry =
        AuditEntry.of("grant.issued", Outcome.GRANTED, "", context.agent())
            .about(record.jti())
            .with("parent", work.subject().record().jti())
            .with("subject_token_type", work.request().subjectToken().type())
            .with("requested_token_type", grant.form().tokenType())
            .with("scope_here", record.scope().scope())
            .with("client_id", work.client())
            .with("job", record.context().map(job -> job.jobId()).orElse(""));
    return context.in(entry);
  }
}
