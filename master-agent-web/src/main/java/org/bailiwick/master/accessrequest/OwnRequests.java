package org.bailiwick.master.accessrequest;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.ownerrights.Responsibility;

/**
 * Tells whether a request is an approver's own: the approver is its subject, the actor for whom the
 * subject acts, the person for whom the asking agent was certified, or the enforcement point. An
 * application names people as it likes, so an approver is also who has the subject's name at an
 * identity provider or among the operators, whatever the case of its letters.
 */
public final class OwnRequests {
  private static final String ID = "id";

  private final AgentInventory inventory;

  public OwnRequests(AgentInventory inventory) {
    this.inventory = inventory;
  }

  /** Whether the request is this approver's own; that of an agent that is gone, everybody's. */
  boolean isOf(String approver, RequestedAccess request) {
    JsonObject subject = StrictJson.object(request.question()).getJsonObject("subject");
    Set<String> parties = new HashSet<>();
    parties.add(folded(request.asker()));
    text(subject, ID).ifPresent(id -> parties.add(folded(id)));
    actor(subject)
        .ifPresent(
            actor -> {
              text(actor, ID).ifPresent(id -> parties.add(folded(id)));
              text(actor, "sub").ifPresent(id -> parties.add(folded(id)));
            });
    return names(approver).stream().anyMatch(parties::contains)
        || (subject.getString("type").equals("Agent") && isForApprover(approver, subject));
  }

  /** The name, and its last part: the subject at the provider, or the name of the operator. */
  private static Set<String> names(String approver) {
    int person = approver.indexOf('#');
    String last = approver.substring((person >= 0 ? person : approver.lastIndexOf('/')) + 1);
    return Set.of(folded(approver), folded(last));
  }

  private boolean isForApprover(String approver, JsonObject subject) {
    try {
      return inventory
          .find(AgentId.parse(subject.getString(ID)))
          .map(agent -> isFor(approver, agent))
          .orElse(true);
    } catch (ProblemException | IllegalArgumentException notAnAgent) {
      return false; // the application has a type of this name
    }
  }

  private static boolean isFor(String approver, KnownAgent agent) {
    return agent
        .responsible()
        .map(Responsibility::principal)
        .filter(principal -> principal.kind() == Principal.Kind.PERSON)
        .filter(person -> approver.equals(person.issuer() + "#" + person.subject()))
        .isPresent();
  }

  private static Optional<JsonObject> actor(JsonObject subject) {
    return Optional.ofNullable(subject.get("properties"))
        .filter(JsonObject.class::isInstance)
        .map(properties -> properties.asJsonObject().get("act"))
        .filter(JsonObject.class::isInstance)
        .map(JsonValue::asJsonObject);
  }

  private static Optional<String> text(JsonObject members, String name) {
    return members.get(name) instanceof JsonString text
        ? Optional.of(text.getString())
        : Optional.empty();
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
