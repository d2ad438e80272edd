package org.bailiwick.master.personsession;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.master.peopleclients.PeopleClient;
import org.bailiwick.master.peopleclients.PeopleClients;

/**
 * Tells what a person may have done now: through a client that the operator still describes, by the
 * rights that the provider's file gives the person, and only while the provider's last answer about
 * the person is fresh. While a fault hides a file, or the answer is too old, methods throw
 * dependency-unavailable.
 */
public final class PersonRights {

  /** Check of a person who has no session any more. */
  public static final String NO_SESSION = "person-session-ended";

  /** Check of a session whose time is over. */
  public static final String EXPIRED = "person-session-expired";

  /** Check of a session through a client that no file describes any more. */
  public static final String CLIENT = "person-client-removed";

  /** Check of a person of a provider that no file describes any more. */
  public static final String PROVIDER = "person-provider-removed";

  /** Check of a capability that the files of client and provider do not both give the person. */
  public static final String SCOPE = "person-scope";

  /** Check of a person of whom the provider's last answer is too old. */
  public static final String STALE = "person-status-stale";

  private final PeopleClients clients;
  private final IdentityProviders providers;
  private final PersonSessions sessions;
  private final Duration statusAge;
  private final Clock clock;

  public PersonRights(
      PeopleClients clients,
      IdentityProviders providers,
      PersonSessions sessions,
      Duration statusAge,
      Clock clock) {
    this.clients = clients;
    this.providers = providers;
    this.sessions = sessions;
    this.statusAge = statusAge;
    this.clock = clock;
  }

  /** What this person may have done through this client. */
  public CapabilitySet scopesOf(PeopleClient client, SignedInPerson person) {
    return shared(client.scopes(), providers.scopesOf(client.provider(), person));
  }

  /** The capabilities of each set that the other set covers. */
  public static CapabilitySet shared(CapabilitySet one, CapabilitySet other) {
    List<Capability> both = new ArrayList<>();
    one.stream().filter(other::covers).forEach(both::add);
    other.stream().filter(one::covers).filter(each -> !both.contains(each)).forEach(both::add);
    return CapabilitySet.of(both);
  }

  /** The check by which the person may not have these capabilities used; empty if one may. */
  public Optional<String> refusal(CallerIdentity.Person person, CapabilitySet scope) {
    Found found = find(person, scope);
    return found.session().isPresent() ? Optional.empty() : Optional.of(found.check());
  }

  /**
   * Whether a person has something now, by any of its sessions.
   *
   * @param session one that has it
   * @param check why none has it, if there is no such session
   */
  public record Found(Optional<PersonSession> session, String check) {}

  /**
   * Looks for a session by which this person may have these capabilities used, first at the one
   * about which the provider has answered last. One of which it has not been asked lately does not
   * hide another one.
   */
  public Found find(CallerIdentity.Person person, CapabilitySet scope) {
    String check = NO_SESSION;
    Optional<ProblemException> unknown = Optional.empty();
    for (PersonSession session : latestFirst(sessions.liveOf(person))) {
      try {
        Optional<String> refusal = refusal(session, scope);
        if (refusal.isEmpty()) {
          return new Found(Optional.of(session), "");
        }
        check = refusal.get();
      } catch (ProblemException notKnown) {
        unknown = Optional.of(notKnown);
      }
    }
    if (unknown.isPresent()) {
      throw unknown.get();
    }
    return new Found(Optional.empty(), check);
  }

  private static List<PersonSession> latestFirst(List<PersonSession> live) {
    Comparator<PersonSession> byAnswer = Comparator.comparing(each -> each.times().checkedAt());
    return live.stream().sorted(byAnswer.reversed()).toList();
  }

  /** The same for what rests on this session. */
  public Optional<String> refusal(PersonSession session, CapabilitySet scope) {
    Instant now = clock.instant();
    if (!now.isBefore(session.times().end())) {
      return Optional.of(EXPIRED);
    }
    Optional<PeopleClient> client = clients.find(session.terms().client());
    if (client.isEmpty()) {
      requireReadable(clients.isFaulty(session.terms().client()));
      return Optional.of(CLIENT);
    }
    if (!providers.isDescribed(session.provider())
        || !client.get().provider().equals(session.provider())
        || !providers.issuer(session.provider()).equals(session.person().issuer())) {
      requireReadable(providers.isFaulty(session.provider()));
      return Optional.of(PROVIDER);
    }
    if (!scopesOf(client.get(), session.signedIn()).covers(scope)) {
      return Optional.of(SCOPE);
    }
    requireFresh(session, now);
    return Optional.empty();
  }

  /**
   * Refuses with access-token-invalid what rests on a session of this id, unless it is of this
   * client and its person stands.
   */
  public void requireSession(Optional<String> id, String client) {
    Optional<PersonSession> session =
        id.flatMap(sessions::find).filter(found -> found.terms().client().equals(client));
    String check =
        session.map(found -> refusal(found, CapabilitySet.of()).orElse("")).orElse(NO_SESSION);
    if (!check.isEmpty()) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID, check, "The person may not have work done now.");
    }
  }

  /** Refuses with {@code tooWide} a person who does not have this scope; others pass. */
  public void require(CallerIdentity caller, CapabilitySet scope, ProblemType tooWide) {
    if (caller instanceof CallerIdentity.Person person) {
      Optional<String> check = refusal(person, scope);
      if (check.isPresent()) {
        throw new ProblemException(tooWide, check.get(), "The person does not have this scope now.")
            .with("scope", scope.scope());
      }
    }
  }

  /** An answer of a clock that was ahead counts as old. */
  private void requireFresh(PersonSession session, Instant now) {
    Instant checked = session.times().checkedAt();
    if (checked.isBefore(now.minus(statusAge)) || checked.isAfter(now.plus(statusAge))) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          STALE,
          "The identity provider has not vouched for the person for too long.");
    }
  }

  private static void requireReadable(boolean isFaulty) {
    if (isFaulty) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "person-description-faulty",
          "The description of the client or of its provider cannot be read now.");
    }
  }
}
