package org.bailiwick.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One question to the decision point: may this subject do this action on this resource, in this
 * context? The file {@code schema.cedarschema} of the policy folder is the schema of each action
 * (types, attributes, context members), and {@code docs/policy.md} explains it. A request outside
 * of the schema is denied.
 */
public record AccessRequest(
    Entity subject, Action action, Entity resource, Map<String, Object> context) {

  public AccessRequest {
    context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }

  /**
   * A question about every resource of one form.
   *
   * @param attributes the forms of the resource's attributes, which the schema is about
   * @param parents the types of what the resource is in
   */
  record AnyResource(
      Entity subject,
      Action action,
      String type,
      Map<String, Object> attributes,
      List<String> parents,
      Map<String, Object> context) {}

  /**
   * What policies that look at nothing of the resource but its type are asked. Empty if the
   * resource could change what the subject is or has, because they have an entity in common.
   */
  Optional<AnyResource> aboutAnyResource() {
    if (resource == null
        || resource.type() == null
        || resource.id() == null
        || resource.id().isEmpty()
        || subject == null
        || !resource.parents().stream().allMatch(AccessRequest::isBare)
        || isWithin(resource, subject)) {
      return Optional.empty();
    }
    List<String> parents = new ArrayList<>();
    resource.parents().forEach(parent -> parents.add(parent.type()));
    Collections.sort(parents);
    Map<String, Object> forms = new TreeMap<>();
    resource.attributes().forEach((name, value) -> forms.put(name, form(value)));
    return Optional.of(new AnyResource(subject, action, resource.type(), forms, parents, context));
  }

  /** Whether an entity says nothing of itself, so that its name can't add to another of it. */
  private static boolean isBare(Entity entity) {
    return entity != null
        && entity.type() != null
        && entity.id() != null
        && !entity.id().isEmpty()
        && entity.attributes().isEmpty()
        && entity.parents().isEmpty();
  }

  private static boolean isWithin(Entity entity, Entity other) {
    return other == null
        || (entity.type().equals(other.type()) && entity.id().equals(other.id()))
        || other.parents().stream().anyMatch(parent -> isWithin(entity, parent));
  }

  private static Object form(Object value) {
    return switch (value) {
      case null -> "null";
      case Set<?> all -> all.stream().map(AccessRequest::form).collect(Collectors.toSet());
      case Map<?, ?> members -> {
        Map<Object, Object> forms = new HashMap<>();
        members.forEach((name, each) -> forms.put(name, form(each)));
        yield forms;
      }
      default -> value.getClass().getName();
    };
  }
}
