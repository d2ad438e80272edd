package org.bailiwick.master.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.master.peopleclients.PeopleClient;
import org.bailiwick.node.decision.GroupEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** Builds the question about people's tokens, in the vocabulary of {@code docs/policy.md}. */
public final class PersonQuestion {

  private PersonQuestion() {}

  /** May this person, who has signed in, have tokens with this scope through this client? */
  public static Question authorize(
      SignedInPerson signedIn, PeopleClient client, CapabilitySet scope) {
    JobQuestion.PersonSubject subject =
        new JobQuestion.PersonSubject(signedIn.person(), signedIn.roles());
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("caller_kind", subject.kind());
    context.put("authenticated_by", Set.copyOf(signedIn.amr()));
    context.put("scope", Set.copyOf(scope.texts()));
    signedIn.acr().ifPresent(level -> context.put("acr", level));
    return Question.of(
        subject.entity().in(GroupEntity.of(signedIn.person().issuer(), signedIn.roles())),
        Action.AUTHORIZE,
        new Entity(
            "Client",
            client.id(),
            Map.of("name", client.id(), "known_by", client.knownBy().text())),
        context);
  }
}
