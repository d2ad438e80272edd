package org.bailiwick.master.decisionpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.authzen.ActionReference;
import org.bailiwick.policy.authzen.AnswerWriter;
import org.bailiwick.policy.authzen.EntityReference;
import org.bailiwick.policy.authzen.Evaluation;
import org.bailiwick.policy.authzen.EvaluationAnswer;
import org.bailiwick.policy.authzen.EvaluationBatch;
import org.bailiwick.policy.authzen.Search;

/**
 * What the log has of an answer: the question as it was asked, the decision, its reasons, and the
 * policies that decided. Of a question that is longer than {@value #MOST_QUESTION} characters it
 * has the digest instead of properties and context.
 */
final class LoggedAnswer {
  private static final int MOST_QUESTION = 4096;
  private static final String REQUEST = "request_id";
  private static final String SUBJECT = "subject";
  private static final String RESOURCE = "resource";
  private static final String ACTION = "action";

  private LoggedAnswer() {}

  /** The answer to an item of a batch. */
  static String of(EvaluationBatch.Item item, EvaluationAnswer answer) {
    return switch (item) {
      case EvaluationBatch.Item.Asked asked -> of(asked.question(), answer);
      case EvaluationBatch.Item.Bad bad ->
          AnswerWriter.document(
              Map.of(REQUEST, RequestContext.currentId(), "fault", bad.fault(), "decision", false));
    };
  }

  static String of(Evaluation question, EvaluationAnswer answer) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(REQUEST, RequestContext.currentId());
    entry.put(SUBJECT, name(question.subject()));
    entry.put(ACTION, question.action().name());
    entry.put(RESOURCE, name(question.resource()));
    String asked = AnswerWriter.document(facts(question));
    if (asked.length() <= MOST_QUESTION) {
      entry.put("asked", facts(question));
    } else {
      entry.put("asked_sha256", Sha256.hex(asked));
    }
    entry.put("decision", answer.decision());
    answer.basis().ifPresent(basis -> add(entry, basis));
    if (answer.context().get("reasons") instanceof List<?> reasons) {
      entry.put("reasons", reasons);
    }
    if (answer.context().get("evaluation_id") instanceof String evaluation) {
      entry.put("evaluation_id", evaluation);
    }
    if (answer.context().get("approval") instanceof Map<?, ?> approval) {
      entry.put("approval", String.valueOf(approval.get("id")));
    }
    return AnswerWriter.document(entry);
  }

  private static void add(Map<String, Object> entry, Decision basis) {
    entry.put("policies", basis.policies());
    entry.put("policy_version", basis.policyVersion());
    if (basis instanceof Decision.Permit permit && !permit.obligations().isEmpty()) {
      entry.put("obligations", permit.obligations());
    }
  }

  /** A page of a search. */
  static String of(Search search, int results) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(REQUEST, RequestContext.currentId());
    entry.put("search", search.kind().text());
    entry.put("type", search.type());
    search.subject().ifPresent(each -> entry.put(SUBJECT, name(each)));
    search.action().map(ActionReference::name).ifPresent(each -> entry.put(ACTION, each));
    search.resource().ifPresent(each -> entry.put(RESOURCE, name(each)));
    entry.put("results", results);
    return AnswerWriter.document(entry);
  }

  private static String name(EntityReference entity) {
    return entity.type() + " " + entity.id();
  }

  private static Map<String, Object> facts(Evaluation question) {
    Map<String, Object> facts = new LinkedHashMap<>();
    put(facts, SUBJECT, question.subject().properties());
    put(facts, ACTION, question.action().properties());
    put(facts, RESOURCE, question.resource().properties());
    put(facts, "context", question.context());
    return facts;
  }

  private static void put(Map<String, Object> facts, String name, Map<String, Object> members) {
    if (!members.isEmpty()) {
      facts.put(name, members);
    }
  }
}
