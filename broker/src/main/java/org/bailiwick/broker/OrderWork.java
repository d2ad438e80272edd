package org.bailiwick.broker;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetLimits;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.backend.TokenFacts;
import org.bailiwick.client.work.ResultReferences;
import org.bailiwick.client.work.Work;
import org.bailiwick.client.work.WorkOrder;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.request.RequestContext;

/**
 * The work of one asset for verified orders: (1) read the token's claims, (2) end what an
 * interrupted attempt of the order left, (3) record the decision, (4) have the driver work, (5)
 * record what came of it.
 */
final class OrderWork {
  /** The longest result of an earlier step that is a part of a call, in octets. */
  private static final int MOST_RESULT = 4 * 1024 * 1024;

  private final Asset asset;
  private final AssetLimits limits;
  private final BackEndWork work;
  private final OrderBooks books;
  private final Clock clock;
  private final Semaphore places;

  OrderWork(Asset asset, BackEndWork work, OrderBooks books, Clock clock) {
    this.asset = asset;
    this.limits = AssetLimits.of(asset);
    this.work = work;
    this.books = books;
    this.clock = clock;
    this.places = new Semaphore(limits.parallel());
  }

  /** The work of one operation. */
  Work of(AssetOperation operation) {
    return order -> inContext(order, operation);
  }

  /** Audit rows have the id of the order's request. */
  private JsonValue inContext(WorkOrder order, AssetOperation operation) {
    AtomicReference<JsonValue> output = new AtomicReference<>();
    RequestContext.carrier(order.requestId())
        .apply(() -> output.set(bounded(order, operation)))
        .run();
    return output.get();
  }

  private JsonValue bounded(WorkOrder order, AssetOperation operation) {
    requireCapability(order, operation);
    TokenFacts token = TokenReading.facts(order.token());
    if (!places.tryAcquire()) {
      throw Refusals.busy("asset-busy", "The back end has as many calls as it may have");
    }
    try {
      return perform(call(order, operation, token));
    } finally {
      places.release();
    }
  }

  /**
   * A parameter of the called capability restricts it, and only a file says how the back end keeps
   * a restriction. So an order is not done by an operation that has not the same parameters.
   */
  private static void requireCapability(WorkOrder order, AssetOperation operation) {
    if (!order.capability().equals(operation.capability())) {
      throw new ProblemException(
          ProblemType.CAPABILITY_NOT_GRANTED,
          "capability-parameters",
          "No operation keeps the parameters of " + order.capability());
    }
  }

  private BackEndCall call(WorkOrder order, AssetOperation operation, TokenFacts token) {
    Instant deadline = clock.instant().plus(limits.time());
    return new BackEndCall(
        asset,
        operation,
        operation.takesOrder() ? whole(order) : order.input().toString(),
        token,
        order.idempotencyKey(),
        deadline.isBefore(token.end()) ? deadline : token.end());
  }

  private static String whole(WorkOrder order) {
    JsonObjectBuilder results = Json.createObjectBuilder(order.results());
    ResultReferences references = order.resultReferences();
    for (String step : references.steps()) {
      results.add(step, references.value(step, MOST_RESULT));
    }
    return Json.createObjectBuilder()
        .add("input", order.input())
        .add("results", results)
        .build()
        .toString();
  }

  private JsonValue perform(BackEndCall call) {
    String key = call.idempotencyKey();
    books.requireSole();
    books.requireLive(call.token());
    books.endLeasesOf(key);
    String digest = digest(call);
    boolean again = books.attempts().hasBegun(key, digest);
    if (again && !work.settlesRepeats() && !work.isRepeatable(call.operation())) {
      books.store().record(entry(call, "order.refused", Outcome.DENIED, "outcome-unknown"));
      throw Refusals.unknown();
    }
    books.attempts().begin(key, digest, entry(call, "order.accepted", Outcome.GRANTED, ""));
    return answer(call, performed(call, again));
  }

  /** By which a repeated order is recognised: its operation and its input. */
  private static String digest(BackEndCall call) {
    return Sha256.hex(call.operation().capability().text() + " " + call.input());
  }

  private BackEndAnswer performed(BackEndCall call, boolean again) {
    try {
      return work.perform(call);
    } catch (ProblemException e) { // nothing was done
      if (!again) {
        books
            .attempts()
            .nothingDone(
                call.idempotencyKey(), entry(call, "order.failed", Outcome.FAILED, e.check()));
      }
      throw e;
    }
  }

  private JsonValue answer(BackEndCall call, BackEndAnswer answer) {
    return switch (answer) {
      case BackEndAnswer.Done done -> {
        JsonValue output = StrictJson.value(done.output());
        books.store().record(entry(call, "order.done", Outcome.DONE, ""));
        yield output;
      }
      case BackEndAnswer.Refused refused -> {
        AuditEntry row = entry(call, "order.failed", Outcome.FAILED, refused.reason());
        books.attempts().nothingDone(call.idempotencyKey(), row);
        throw Refusals.refused(refused.reason());
      }
      case BackEndAnswer.Busy busy -> {
        AuditEntry row = entry(call, "order.failed", Outcome.FAILED, busy.reason());
        if (work.settlesRepeats()) {
          books.store().record(row); // the driver may have to settle this attempt
        } else {
          books.attempts().nothingDone(call.idempotencyKey(), row);
        }
        throw Refusals.busy(busy.reason(), "The back end cannot do the work now");
      }
      case BackEndAnswer.Unsure unsure -> {
        books.store().record(entry(call, "order.failed", Outcome.FAILED, unsure.reason()));
        throw Refusals.unknown();
      }
    };
  }

  private static AuditEntry entry(BackEndCall call, String event, Outcome outcome, String check) {
    TokenFacts token = call.token();
    return AuditEntry.of(event, outcome, check, token.requester().toString())
        .about(call.asset().name())
        .with("capability", call.operation().capability().text())
        .with("txn", token.transaction())
        .with("job", token.job())
        .with("step", token.step())
        .with("token_sha256", token.digest())
        .with("idempotency_key", call.idempotencyKey());
  }
}
