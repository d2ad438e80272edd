package org.bailiwick.client.work;

import jakarta.json.JsonValue;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.bailiwick.client.transactiontoken.OrderedTokens;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Checks an order whose token was verified, and executes it once per idempotency key. */
final class OrderExecutor {
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:/-]{1,300}");

  /**
   * Refusals of a request's sender. When a server refuses this agent so, the agent's own caller is
   * not refused.
   */
  private static final Set<ProblemType> ABOUT_THE_SENDER =
      Set.of(
          ProblemType.PEER_CERTIFICATE_REQUIRED,
          ProblemType.CREDENTIAL_NOT_TRUSTED,
          ProblemType.CREDENTIAL_REVOKED);

  private final AgentCredential self;
  private final Map<Capability, Work> works;
  private final AnswerStore answers;
  private final OrderedTokens ordered;
  private final Set<String> inProgress = ConcurrentHashMap.newKeySet();

  OrderExecutor(
      AgentCredential self, Map<Capability, Work> works, AnswerStore answers, Clock clock) {
    this.self = self;
    this.ordered = new OrderedTokens(clock);
    this.works = Map.copyOf(works);
    this.answers = answers;
  }

  SpiffeId self() {
    return self.agent().spiffeId();
  }

  /** The output of the work; a repeated order gets the first output. */
  JsonValue answer(OrderBody body, WorkOrder order) {
    requireScope(order);
    Work work = workFor(order.capability());
    requireKeyOfJob(order);
    ordered.bind(order.token(), order.idempotencyKey());
    if (!inProgress.add(order.idempotencyKey())) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "order-in-work", "The same order is in progress");
    }
    try {
      Optional<AnswerStore.Answer> first = answers.find(order.idempotencyKey());
      return first.isPresent() ? repeated(first.get(), body) : perform(work, body, order);
    } finally {
      inProgress.remove(order.idempotencyKey());
    }
  }

  private JsonValue perform(Work work, OrderBody body, WorkOrder order) {
    JsonValue output = output(work, order);
    answers.keep(order.idempotencyKey(), new AnswerStore.Answer(body.digest(), output.toString()));
    return output;
  }

  private static JsonValue output(Work work, WorkOrder order) {
    try {
      return work.perform(order);
    } catch (ProblemException refusal) {
      if (ABOUT_THE_SENDER.contains(refusal.type())) {
        throw new ProblemException(
            ProblemType.DEPENDENCY_UNAVAILABLE,
            "work-refused-elsewhere",
            "The agent was refused by a server that the work needs",
            refusal);
      }
      throw refusal;
    }
  }

  private static JsonValue repeated(AnswerStore.Answer first, OrderBody body) {
    if (!first.orderDigest().equals(body.digest())) {
      throw new ProblemException(
          ProblemType.IDEMPOTENCY_KEY_REUSED,
          "idempotency-key-other-order",
          "The idempotency key was used for another order");
    }
    return StrictJson.value(first.output());
  }

  private static void requireScope(WorkOrder order) {
    if (!order.token().scope().covers(order.capability())) {
      throw new ProblemException(
          ProblemType.INSUFFICIENT_SCOPE,
          "txn-token-scope",
          "The token does not cover " + order.capability());
    }
  }

  private Work workFor(Capability called) {
    if (!self.information().capabilities().covers(called)) {
      throw new ProblemException(
          ProblemType.CAPABILITY_NOT_GRANTED,
          "own-credential-capability",
          "This agent's credential does not cover " + called);
    }
    return works.entrySet().stream()
        .filter(entry -> entry.getKey().covers(called))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND,
                    "no-work-for-capability",
                    "This agent has no work for " + called));
  }

  /** A key must begin with the token's job; otherwise a job could get the answers of another. */
  private static void requireKeyOfJob(WorkOrder order) {
    String key = order.idempotencyKey();
    if (!KEY.matcher(key).matches() || !key.startsWith(order.token().job() + "/")) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "idempotency-key-job",
          "The Idempotency-Key does not begin with the job's id and a slash");
    }
  }
}
