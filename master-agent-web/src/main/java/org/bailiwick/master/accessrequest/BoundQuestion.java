package org.bailiwick.master.accessrequest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.authzen.ActionReference;
import org.bailiwick.policy.authzen.AnswerWriter;
import org.bailiwick.policy.authzen.ApplicationEvaluator;
import org.bailiwick.policy.authzen.EntityReference;
import org.bailiwick.policy.authzen.Evaluation;

/**
 * What an approval is about: subject, action and resource with all of their properties, and those
 * members of the context that policies can read. What policies cannot read, such as a time that the
 * asker sends, may differ between the denial, the request, and the question after the approval.
 *
 * @param text canonical JSON (RFC 8785)
 * @param sha256 hex digest of the text
 */
record BoundQuestion(String text, String sha256) {

  /** What people are shown in full. */
  static final int LONGEST = 16_384;

  private static final String PROPERTIES = "properties";
  private static final String REPLACEMENT = "\ufffd";

  /**
   * The question as it is bound; empty if it is too long to be shown, or has a number or half of a
   * surrogate pair of which two would have one digest.
   */
  static Optional<BoundQuestion> of(
      Evaluation question, ApplicationDecisions decisions, String application) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("subject", entity(question.subject()));
    members.put("action", action(question.action()));
    members.put("resource", entity(question.resource()));
    members.put(
        "context",
        context(question.context(), decisions.contextOf(application, question.action().name())));
    try {
      String text = CanonicalJson.of(AnswerWriter.document(members));
      return text.length() > LONGEST || text.contains(REPLACEMENT)
          ? Optional.empty()
          : Optional.of(new BoundQuestion(text, Sha256.hex(text)));
    } catch (ProblemException notExact) {
      return Optional.empty();
    }
  }

  private static Map<String, Object> context(Map<String, Object> asked, Set<String> read) {
    Map<String, Object> context = new LinkedHashMap<>(asked);
    context.keySet().retainAll(read);
    context.remove(ApplicationEvaluator.APPROVAL);
    return context;
  }

  private static Map<String, Object> entity(EntityReference entity) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", entity.type());
    members.put("id", entity.id());
    return with(members, entity.properties());
  }

  private static Map<String, Object> action(ActionReference action) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", action.name());
    return with(members, action.properties());
  }

  private static Map<String, Object> with(
      Map<String, Object> members, Map<String, Object> properties) {
    if (!properties.isEmpty()) {
      members.put(PROPERTIES, properties);
    }
    return members;
  }
}
