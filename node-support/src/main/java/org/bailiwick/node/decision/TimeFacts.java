package org.bailiwick.node.decision;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;

/**
 * Adds the moment of the decision to the questions whose policies may ask for it, such as whether
 * it is business hours. It is in UTC, since nodes may stand in several time zones.
 */
public record TimeFacts(Clock clock) implements UnaryOperator<AccessRequest> {

  private static final String TIME = "time";

  private static final Set<Action> TIMED =
      Set.of(Action.REGISTER, Action.AUTHORIZE, Action.ADMIT, Action.PLAN, Action.STEP);

  @Override
  public AccessRequest apply(AccessRequest request) {
    if (!TIMED.contains(request.action())) {
      return request;
    }
    Map<String, Object> context = new LinkedHashMap<>(request.context());
    context.put(TIME, members(clock.instant()));
    return new AccessRequest(request.subject(), request.action(), request.resource(), context);
  }

  /** The record {@code Time} of the vocabulary; days are counted from Monday, 1, to Sunday, 7. */
  public static Map<String, Object> members(Instant now) {
    OffsetDateTime utc = now.atOffset(ZoneOffset.UTC);
    Map<String, Object> time = new TreeMap<>(); // in the order in which the audit log has it
    time.put("epoch", now.getEpochSecond());
    time.put("hour", (long) utc.getHour());
    time.put("minute", (long) utc.getMinute());
    time.put("weekday", (long) utc.getDayOfWeek().getValue());
    return time;
  }
}
