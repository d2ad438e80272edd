package org.bailiwick.master.persongrant;

import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.access.TokenBinding;
import org.bailiwick.master.dpop.DpopProof;
import org.bailiwick.master.grantedquestion.GrantedQuestions;
import org.bailiwick.master.peopleclients.PeopleClient;
import org.bailiwick.master.personsession.OneTimeSecret;
import org.bailiwick.master.personsession.PersonRights;
import org.bailiwick.master.personsession.PersonSession;
import org.bailiwick.master.personsession.PersonSessions;
import org.bailiwick.master.personsession.RefreshToken;
import org.bailiwick.master.policy.PersonQuestion;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenplace.TokenPlaces;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.statuslist.StatusPlace;
import org.bailiwick.node.writer.ConflictException;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/** Makes the tokens of a session: an access token (RFC 9068), and the next refresh token. */
public final class PersonTokens {

  /** What the tokens come from and go to. */
  public record Parts(
      PersonRights rights,
      PersonSessions sessions,
      OwnTokens tokens,
      TokenLedger ledger,
      Gate gate,
      GroupWriter writer,
      Clock clock) {}

  /** A token that is being made. */
  private record Made(
      PersonSession session,
      AccessToken token,
      StatusPlace place,
      String compact,
      String key,
      String grantType) {}

  /** What was asked, and the row of the permit. */
  private record Permitted(Question question, AuditEntry permit) {}

  private final Parts parts;
  private final Duration lifetime;

  /**
   * @param lifetime of an access token
   */
  public PersonTokens(Parts parts, Duration lifetime) {
    this.parts = parts;
    this.lifetime = lifetime;
  }

  /**
   * The first tokens of a session.
   *
   * @throws ConflictException when the session has begun before
   * @throws ProblemException policy-denied; scope-too-wide when nothing is left of the scope;
   *     access-token-invalid for a person who may not have work done now
   */
  PersonToken begin(PeopleClient client, PersonSession session, DpopProof proof, String wanted) {
    CapabilitySet scope = scope(client, session, wanted);
    Question question = question(client, session, scope);
    AuditEntry permit = parts.gate().require(question);
    Made made = made(session, scope, proof.key(), PersonGrant.AUTHORIZATION_CODE);
    UnitOfWork begun = parts.ledger().insertion(root(session));
    return commit(made, begun, Optional.empty(), new Permitted(question, permit));
  }

  /**
   * The next tokens of a session.
   *
   * @throws ConflictException when the refresh token has a successor already
   * @throws ProblemException as {@link #begin} does
   */
  PersonToken goOn(PeopleClient client, PersonSession session, RefreshToken shown, String wanted) {
    CapabilitySet scope = scope(client, session, wanted);
    Question question = question(client, session, scope);
    AuditEntry permit = parts.gate().require(question);
    Made made = made(session, scope, shown.key(), PersonGrant.REFRESH_TOKEN);
    return commit(
        made, UnitOfWork.none(), Optional.of(shown.digest()), new Permitted(question, permit));
  }

  /** What was wanted, of what the session has, and the files still give. */
  private CapabilitySet scope(PeopleClient client, PersonSession session, String wanted) {
    Optional<String> refusal = parts.rights().refusal(session, CapabilitySet.of());
    if (refusal.isPresent()) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID,
          refusal.get(),
          "The person may not have work done now.");
    }
    CapabilitySet held =
        PersonRights.shared(session.scope(), parts.rights().scopesOf(client, session.signedIn()));
    CapabilitySet scope =
        wanted.isEmpty() ? held : PersonRights.shared(CapabilitySet.parseScope(wanted), held);
    if (scope.isEmpty()) {
      throw new ProblemException(
          ProblemType.SCOPE_TOO_WIDE, "scope-empty", "No part of the requested scope is granted.");
    }
    return scope;
  }

  private Question question(PeopleClient client, PersonSession session, CapabilitySet scope) {
    return PersonQuestion.authorize(session.signedIn(), client, scope, parts.clock().instant());
  }

  private Made made(PersonSession session, CapabilitySet scope, String key, String grantType) {
    Instant now = parts.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    Instant end = now.plus(lifetime);
    Instant last = session.times().end();
    AccessToken token =
        new AccessToken(
            UUID.randomUUID().toString(),
            session.person().name(),
            session.terms().client(),
            scope,
            new TokenBinding(Optional.empty(), Optional.of(key)),
            now,
            end.isBefore(last) ? end : last.truncatedTo(ChronoUnit.SECONDS),
            session.signedIn().authentication());
    OwnTokens tokens = parts.tokens();
    StatusPlace place = parts.ledger().places().next(token.expiresAt());
    JsonObject claims = token.claims(tokens.issuer(), place.at(tokens.issuer()));
    String compact = tokens.sign(AccessToken.TYP, claims);
    return new Made(session, token, place, compact, key, grantType);
  }

  private TokenRecord root(PersonSession session) {
    Instant now = parts.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    return new TokenRecord(
        session.id(),
        TokenKind.SESSION,
        TokenOrigin.of(session.person()),
        Optional.of(session.terms().client()),
        Optional.empty(),
        session.scope(),
        new TokenLifetime(now, session.times().end()),
        Optional.empty());
  }

  private PersonToken commit(
      Made made, UnitOfWork before, Optional<String> previous, Permitted permitted) {
    PersonSession session = made.session();
    OneTimeSecret refresh = OneTimeSecret.random();
    RefreshToken next =
        new RefreshToken(refresh.digest(), session.id(), made.key(), session.times().end());
    TokenRecord record = record(made);
    UnitOfWork all =
        before
            .and(parts.sessions().insertion(next, previous))
            .thenReferring(
                parts
                    .ledger()
                    .insertion(record)
                    .and(em -> em.flush()) // JPA does not know that the next rows refer to it
                    .and(TokenPlaces.insertion(record.jti(), made.place()))
                    .and(GrantedQuestions.insertion(record, permitted.question())));
    parts
        .writer()
        .commit(
            all,
            permitted.permit(),
            parts.tokens().withSigner(issued(made, record), made.compact()));
    return new PersonToken(made.compact(), refresh.value(), record);
  }

  private static TokenRecord record(Made made) {
    AccessToken token = made.token();
    return new TokenRecord(
        token.jti(),
        TokenKind.ACCESS,
        TokenOrigin.of(made.session().id(), made.session().person()),
        Optional.of(token.client()),
        Optional.empty(),
        token.scope(),
        new TokenLifetime(token.issuedAt(), token.expiresAt()),
        Optional.of(OwnTokens.digest(made.compact())));
  }

  private static AuditEntry issued(Made made, TokenRecord record) {
    return AuditEntry.of("token.issued", Outcome.GRANTED, "", record.origin().caller().name())
        .about(record.jti())
        .with("grant_type", made.grantType())
        .with("client", made.token().client())
        .with("session", made.session().id())
        .with("scope", record.scope().scope())
        .with("token_sha256", record.sha256().orElseThrow())
        .with("jkt", made.key());
  }
}
