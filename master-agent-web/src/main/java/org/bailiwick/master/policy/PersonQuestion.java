package org.bailiwick.master.policy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.master.peopleclients.PeopleClient;
import org.bailiwick.node.decision.GroupEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** Builds the questions about people, in the vocabulary of {@code docs/policy.md}. */
public final class PersonQuestion {

  private PersonQuestion() {}

  /** May this person, who has signed in, have tokens with this scope through this client? */
  public static Question authorize(
      SignedInPerson signedIn, PeopleClient client, CapabilitySet scope, Instant now) {
    JobQuestion.PersonSubject subject =
        new JobQuestion.PersonSubject(signedIn.person(), signedIn.roles());
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("caller_kind", subject.kind());
    context.put("authenticated_by", Set.copyOf(signedIn.amr()));
    context.put("scope", Set.copyOf(scope.texts()));
    return SignInFacts.of(
        Question.of(
            subject.entity().in(GroupEntity.of(signedIn.person().issuer(), signedIn.roles())),
            Action.AUTHORIZE,
            new Entity(
                "Client",
                client.id(),
                Map.of("name", client.id(), "known_by", client.knownBy().text())),
            context),
        signedIn.authentication(),
        now);
  }

  /**
   * The same question, and of a person who has signed in, by the access token, when and how. No
   * other caller can sign in again, so it is not told to.
   */
  public static Question signedIn(Question question, Optional<AccessToken> token, Instant now) {
    return token
        .filter(shown -> shown.person().isPresent())
        .map(shown -> SignInFacts.of(question, shown.authentication(), now))
        .orElse(question);
  }
}
