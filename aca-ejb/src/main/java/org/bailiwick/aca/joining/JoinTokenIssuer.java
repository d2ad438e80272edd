package org.bailiwick.aca.joining;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.credentialrequest.CredentialEntity;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.join.JoinToken;
import org.bailiwick.aca.evidence.join.JoinTokens;
import org.bailiwick.aca.naming.AgentNames;
import org.bailiwick.aca.person.PersonEntity;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.aca.profile.CredentialProfiles;
import org.bailiwick.aca.withdrawal.WithdrawnUsers;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Action;

/**
 * Issues join tokens: a user requests one ahead of time for one agent, and the applicant who
 * presents it is certified as that agent, once. It is an EJB because another module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class JoinTokenIssuer {

  private UserTokens users;
  private CredentialProfiles profiles;
  private AgentNames names;
  private AcaSettings settings;
  private Gate gate;
  private GroupWriter writer;
  private Clock clock;

  /** Lets the container create a proxy. */
  public JoinTokenIssuer() {}

  @Inject
  JoinTokenIssuer(
      UserTokens users,
      CredentialProfiles profiles,
      AgentNames names,
      AcaSettings settings,
      @ForAca Gate gate,
      @ForAca GroupWriter writer,
      @ForAca Clock clock) {
    this.users = users;
    this.profiles = profiles;
    this.names = names;
    this.settings = settings;
    this.gate = gate;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Makes a token for the credential that the request describes.
   *
   * @param userToken JWT of the user's identity provider
   * @param request the members of a {@link CredentialRequest}, and optionally {@code lifetime}
   * @throws ProblemException USER_TOKEN_REJECTED if the token is invalid or bound to a key;
   *     MALFORMED_REQUEST; POLICY_DENIED if no policy permits {@code issue-join-token};
   *     TOO_MANY_REQUESTS if the user has too many unspent tokens
   */
  public JoinToken issue(String userToken, Claims request) {
    // No key is proved here, so only bearer tokens are accepted.
    UserContext user = users.authenticate(userToken).requireSender(Optional.empty());
    RequestContext.identify(user.issuer() + "#" + user.subject());
    CredentialRequest requested = CredentialRequest.of(request, settings.trustDomain());
    if (requested.replaces().isPresent()) {
      throw malformed("replaces", "A join token is for a credential that replaces no other.");
    }
    Duration lifetime = lifetime(request);
    AuditEntry permit = gate.require(question(user, requested, lifetime));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    JoinToken token = JoinToken.mint(now.plus(lifetime));
    UnitOfWork kept =
        JoinTokens.keep(
            token,
            requested,
            user,
            new JoinTokens.Limits(settings.enrolments().joining().unspentPerUser(), now));
    writer.commit(
        WithdrawnUsers.requireNotWithdrawn(user).and(kept), permit, issued(token, requested, user));
    return token;
  }

  /** The requested lifetime, up to the operator's bound, which is also the default. */
  private Duration lifetime(Claims request) {
    Duration longest = settings.enrolments().joining().lifetime();
    try {
      Duration asked = request.find("lifetime").map(Duration::parse).orElse(longest);
      if (asked.isPositive() && asked.compareTo(longest) <= 0) {
        return asked;
      }
    } catch (DateTimeException notADuration) {
      throw malformed("lifetime", "The lifetime is not an ISO 8601 duration such as PT5M.");
    }
    throw malformed("lifetime", "The lifetime must be positive and at most " + longest + ".");
  }

  private Question question(UserContext user, CredentialRequest requested, Duration lifetime) {
    CredentialProfiles.Assessment assessment = profiles.assess(requested, JoinTokens.TYPE);
    return Question.of(
        PersonEntity.of(user, requested.owner()),
        Action.ISSUE_JOIN_TOKEN,
        CredentialEntity.of(
            requested, names.ownerOf(requested.workload()), user.principalFor(requested.owner())),
        Map.of(
            "owner_allowed", user.mayActFor(requested.owner()),
            "profile_capabilities_ok", assessment.coversCapabilities(),
            "profile_takes_join_tokens", assessment.asksForAttestor(),
            "lifetime", lifetime.toSeconds()));
  }

  private static AuditEntry issued(JoinToken token, CredentialRequest requested, UserContext user) {
    return AuditEntry.of(
            "join-token.issued", Outcome.DONE, "", user.issuer() + "#" + user.subject())
        .about(requested.workload().toString())
        .with("token_id", token.id())
        .with("profile", requested.profile())
        .with("owner", requested.owner().value())
        .with("expires_at", token.expiresAt().toString());
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, "join-token-" + check, detail);
  }
}
