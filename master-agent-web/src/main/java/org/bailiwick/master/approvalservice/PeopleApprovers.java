package org.bailiwick.master.approvalservice;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.approver.Approver;
import org.bailiwick.master.approver.ApproverRights;
import org.bailiwick.master.approver.SignIn;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.method.AuthenticationMethods;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.personcheck.PersonChecks;
import org.bailiwick.master.personsession.PersonRights;
import org.bailiwick.master.personsession.PersonSession;
import org.bailiwick.master.personsession.PersonSessions;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenState;

/** Authenticates people who decide about steps. */
@Dependent
public class PeopleApprovers {

  /**
   * Where a person's session is found, and who tells of it.
   *
   * @param checks asks the provider about the person
   */
  public record Sessions(
      TokenLedger ledger, PersonSessions sessions, PersonChecks checks, PersonRights rights) {}

  private final CallerAuthenticator authenticator;
  private final Sessions parts;
  private final Clock clock;

  @Inject
  PeopleApprovers(
      ServiceRules rules,
      AuthenticationMethods methods,
      TokenLedger ledger,
      PersonSessions sessions,
      PersonChecks checks,
      PersonRights rights,
      Clock clock) {
    this(
        new CallerAuthenticator(rules, ServiceRules.ServiceName.APPROVALS, methods),
        new Sessions(ledger, sessions, checks, rights),
        clock);
  }

  public PeopleApprovers(CallerAuthenticator authenticator, Sessions parts, Clock clock) {
    this.authenticator = authenticator;
    this.parts = parts;
    this.clock = clock;
  }

  /**
   * The person who shows a token, with what the provider has said of the person lately; it is asked
   * now if its last answer is not new.
   *
   * @throws ProblemException what the rule of the service refuses; policy-denied for a caller who
   *     is no person with a token; insufficient-scope without the right to decide;
   *     access-token-invalid for a person who stands no more; dependency-unavailable when that is
   *     not known
   */
  public Approver.Person authenticate(PresentedCredentials presented) {
    Caller caller = authenticator.authenticate(presented);
    AccessToken token =
        caller
            .token()
            .filter(shown -> shown.person().isPresent())
            .orElseThrow(PeopleApprovers::notServed);
    if (!token.scope().covers(ApproverRights.SCOPE)) {
      throw noRight();
    }
    parts.checks().checkNow(session(token));
    PersonSession session = session(token);
    refuse(parts.rights().refusal(session, ApproverRights.SCOPE));
    return new Approver.Person(
        new SignIn(session.id(), session.signedIn()),
        token.client(),
        caller.authenticatedBy(),
        clock.instant());
  }

  /** The session of a token, both of which nobody has ended. */
  private PersonSession session(AccessToken token) {
    return switch (parts.ledger().state(token.jti())) {
      case TokenState.Live live ->
          live.token()
              .origin()
              .parent()
              .flatMap(parts.sessions()::find)
              .orElseThrow(() -> ended(PersonRights.NO_SESSION));
      case TokenState.Ended end -> throw ended("access-token-ended");
      case TokenState.Unknown unknown -> throw ended("access-token-unknown");
    };
  }

  private static void refuse(Optional<String> check) {
    if (check.filter(PersonRights.SCOPE::equals).isPresent()) {
      throw noRight();
    }
    if (check.isPresent()) {
      throw ended(check.get());
    }
  }

  private static ProblemException ended(String check) {
    return new ProblemException(
        ProblemType.ACCESS_TOKEN_INVALID, check, "The person's sign-in counts no more.");
  }

  private static ProblemException noRight() {
    return new ProblemException(
            ProblemType.INSUFFICIENT_SCOPE,
            PersonRights.SCOPE,
            "The person may not decide about steps through this client.")
        .with("scope", ApproverRights.SCOPE.scope());
  }

  private static ProblemException notServed() {
    return new ProblemException(
        ProblemType.POLICY_DENIED,
        "approver-kind",
        "Officers decide by their certificates alone, and people by tokens of their own.");
  }
}
