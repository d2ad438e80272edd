package org.bailiwick.proxy;

import jakarta.json.JsonValue;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.bailiwick.client.work.Work;
import org.bailiwick.client.work.WorkOrder;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.proxy.call.TokenVault;
import org.bailiwick.proxy.rules.JsonMembers;
import org.bailiwick.proxy.rules.ProxyAnswer;
import org.bailiwick.proxy.rules.Refusals;

/**
 * The checked orders that callers wait for and the agent fetches. A fetched order is kept until its
 * token expires, so that a caller who repeats the order after a timeout gets the agent's answer. An
 * order that was not fetched is removed when its caller stops waiting.
 */
final class InboundOrders implements Work {
  private static final Set<String> MEMBERS = Set.of("output", "refused");
  private static final Pattern REASON = Pattern.compile("[^\\p{Cntrl}]{1,500}");

  /** Half of the listener's threads, so that other requests are refused while orders wait. */
  private static final int MAX_ORDERS = 8;

  /** Less than the time after which an idle connection is closed. */
  private static final Duration POLL = Duration.ofSeconds(20);

  private final Duration answerWithin;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, HeldOrder> held = new LinkedHashMap<>(); // by idempotency key
  private final BlockingQueue<HeldOrder> offered = new LinkedBlockingQueue<>();

  InboundOrders(Duration answerWithin, Clock clock) {
    this.answerWithin = answerWithin;
    this.clock = clock;
  }

  /** Called for the caller: waits for the agent's answer. */
  @Override
  public JsonValue perform(WorkOrder order) {
    HeldOrder own = hold(order);
    try {
      return own.answer().get(answerWithin.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw Refusals.unavailable("order-not-answered", "The agent has not answered in time", e);
    } catch (ExecutionException e) {
      throw refusal(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusals.unavailable("order-not-answered", "The proxy is stopping", e);
    } finally {
      stopWaiting(own);
    }
  }

  private static ProblemException refusal(ExecutionException e) {
    return e.getCause() instanceof ProblemException problem
        ? problem
        : new ProblemException(ProblemType.INTERNAL, "unexpected", "The proxy failed", e);
  }

  private synchronized HeldOrder hold(WorkOrder order) {
    held.values().removeIf(each -> each.hasEnded(clock.instant()));
    offered.removeIf(each -> !held.containsValue(each));
    HeldOrder known = held.get(order.idempotencyKey());
    if (known != null) {
      return offerAgain(known, order);
    }
    if (held.size() >= MAX_ORDERS) {
      throw Refusals.unavailable("orders-waiting", "Too many orders wait for the agent", null);
    }
    HeldOrder next = new HeldOrder(TokenVault.handle(random), order);
    held.put(order.idempotencyKey(), next);
    offered.add(next);
    return next;
  }

  /** Offers the order again, because the process that fetched it may have ended. */
  private HeldOrder offerAgain(HeldOrder known, WorkOrder order) {
    if (!known.hasSameContent(order)) {
      throw new ProblemException(
          ProblemType.IDEMPOTENCY_KEY_REUSED,
          "idempotency-key-other-order",
          "The idempotency key was used for another order");
    }
    known.keepLaterToken(order);
    if (!known.answer().isDone() && !offered.contains(known)) {
      offered.add(known);
    }
    return known;
  }

  private synchronized void stopWaiting(HeldOrder own) {
    if (own.answer().isDone() || !own.taken()) {
      held.remove(own.order().idempotencyKey());
      offered.remove(own);
    }
  }

  /** Called for the agent: the next order, or nothing after {@link #POLL}. */
  ProxyAnswer next() {
    long end = System.nanoTime() + POLL.toNanos();
    try {
      HeldOrder found = offered.poll(POLL.toNanos(), TimeUnit.NANOSECONDS);
      while (found != null && !take(found)) {
        found = offered.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
      return found == null ? ProxyAnswer.NOTHING : shown(found);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusals.unavailable("orders", "The proxy is stopping", e);
    }
  }

  private ProxyAnswer shown(HeldOrder found) {
    return new ProxyAnswer(found.shown(), found.line(), () -> putBack(found));
  }

  /** Offers an order again that did not reach the agent. */
  private synchronized void putBack(HeldOrder lost) {
    lost.putBack();
    if (isOpen(lost) && !offered.contains(lost)) {
      offered.add(lost);
    }
  }

  private synchronized boolean take(HeldOrder found) {
    if (!isOpen(found)) {
      return false;
    }
    found.take();
    return true;
  }

  private boolean isOpen(HeldOrder each) {
    return held.containsValue(each) && !each.answer().isDone() && !each.hasEnded(clock.instant());
  }

  /**
   * The order with this id, if the agent has fetched and not answered it and its token is valid.
   */
  synchronized HeldOrder open(String id) {
    return held.values().stream()
        .filter(each -> each.id().equals(id) && each.taken() && isOpen(each))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND,
                    "order-unknown",
                    "There is no such order, or it was answered, or its token has expired"));
  }

  /** The agent's answer: an output, or why it refuses. */
  ProxyAnswer answer(String id, String body) {
    JsonMembers members = JsonMembers.parse(body, MEMBERS);
    Optional<JsonValue> output = members.value("output");
    Optional<String> refused = members.optionalText("refused");
    if (output.isPresent() == refused.isPresent()) {
      throw Refusals.malformed("member-missing", "An answer must have either output or refused");
    }
    refused.ifPresent(InboundOrders::requireReason);
    String line = end(id, output, refused);
    return new ProxyAnswer(JsonValue.EMPTY_JSON_OBJECT, line);
  }

  private synchronized String end(String id, Optional<JsonValue> output, Optional<String> refused) {
    HeldOrder order = open(id);
    output.ifPresent(value -> order.answer().complete(value));
    refused.ifPresent(
        reason ->
            order
                .answer()
                .completeExceptionally(
                    new ProblemException(ProblemType.MALFORMED_REQUEST, "agent-refused", reason)));
    return order.line() + (output.isPresent() ? " output" : " refused-by-agent");
  }

  private static void requireReason(String reason) {
    if (!REASON.matcher(reason).matches()) {
      throw Refusals.malformed("member-form", "refused must be a line of up to 500 characters");
    }
  }
}
