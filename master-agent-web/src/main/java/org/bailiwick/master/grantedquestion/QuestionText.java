package org.bailiwick.master.grantedquestion;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.decision.AgentEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * A question as JSON, with the time at which it was asked. What grows with time, the ages of an
 * attestation and of a sign-in, has grown when the question is read.
 */
final class QuestionText {

  private static final String AT = "at";
  private static final String AGE = "age";
  private static final String SIGN_IN_AGE = "authentication_age";
  private static final String ROLES = "roles";
  private static final int DEPTH = 16;

  private QuestionText() {}

  static String of(AccessRequest request, Instant now) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(AT, now.getEpochSecond());
    members.put("action", request.action().text());
    members.put("subject", entity(request.subject()));
    members.put("resource", entity(request.resource()));
    members.put("context", new TreeMap<>(request.context()));
    return JsonText.of(members);
  }

  private static Map<String, Object> entity(Entity entity) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", entity.type());
    members.put("id", entity.id());
    members.put("attributes", new TreeMap<>(entity.attributes()));
    members.put("parents", entity.parents().stream().map(QuestionText::entity).toList());
    return members;
  }

  /**
   * The question now.
   *
   * @throws RuntimeException when the text is no question of this version
   */
  static Question read(String text, Instant now) {
    Map<String, Object> members = StrictJson.members(text, DEPTH);
    long passed = Math.max(0, now.getEpochSecond() - (Long) members.get(AT));
    Entity subject = withoutRoles(entity(object(members.get("subject"))));
    Map<String, Object> context = values(object(members.get("context")));
    context.computeIfPresent(SIGN_IN_AGE, (name, age) -> (Long) age + passed);
    return Question.of(
        aged(subject, passed),
        action((String) members.get("action")),
        entity(object(members.get("resource"))),
        context);
  }

  private static Action action(String text) {
    return Action.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static Entity entity(Map<String, Object> members) {
    Set<Entity> parents = new LinkedHashSet<>();
    ((List<?>) members.get("parents")).forEach(parent -> parents.add(entity(object(parent))));
    return new Entity(
        (String) members.get("type"),
        (String) members.get("id"),
        values(object(members.get("attributes"))),
        parents);
  }

  /** A person has the roles of now, which are added to each question, and not those of then. */
  private static Entity withoutRoles(Entity subject) {
    if (!subject.attributes().containsKey(ROLES)) {
      return subject;
    }
    Map<String, Object> attributes = new LinkedHashMap<>(subject.attributes());
    attributes.put(ROLES, Set.of());
    return new Entity(subject.type(), subject.id(), attributes);
  }

  private static Entity aged(Entity subject, long passed) {
    if (!(subject.attributes().get(AgentEntity.ATTESTATION) instanceof Map<?, ?> attestation)) {
      return subject;
    }
    Map<String, Object> older = new TreeMap<>(object(attestation));
    older.computeIfPresent(AGE, (name, age) -> (Long) age + passed);
    Map<String, Object> attributes = new LinkedHashMap<>(subject.attributes());
    attributes.put(AgentEntity.ATTESTATION, older);
    return new Entity(subject.type(), subject.id(), attributes, subject.parents());
  }

  private static Map<String, Object> object(Object value) {
    Map<String, Object> members = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((name, member) -> members.put((String) name, member));
    return members;
  }

  /** The members as questions have them: lists of JSON are sets. */
  private static Map<String, Object> values(Map<String, Object> members) {
    members.replaceAll((name, value) -> value(value));
    return members;
  }

  private static Object value(Object value) {
    return switch (value) {
      case Collection<?> items -> new LinkedHashSet<>(items);
      case Map<?, ?> nested -> values(object(nested));
      case null, default -> value;
    };
  }
}
