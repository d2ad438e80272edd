package org.bailiwick.broker.rest;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bailiwick.broker.access.StatusRules;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndText;

/** What the file says of statuses; of others, {@link StatusRules} says it. */
final class FileStatuses {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Pattern STATUS = Pattern.compile("[345][0-9][0-9]");
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  private final Map<Integer, Rule> rules;

  private enum Outcome {
    REFUSED,
    BUSY,
    UNSURE
  }

  private record Rule(Outcome outcome, String code) {
    BackEndFault fault() {
      return switch (outcome) {
        case REFUSED -> BackEndFault.refused(code, null);
        case BUSY -> BackEndFault.busy(code, PAUSE);
        case UNSURE -> BackEndFault.perhapsDone(code, null);
      };
    }
  }

  private FileStatuses(Map<Integer, Rule> rules) {
    this.rules = rules;
  }

  /** The member {@code statuses}: {@code {"404": {"refused": "no-such-order"}}}. */
  static FileStatuses parse(String place, JsonValue given) {
    Map<Integer, Rule> rules = new TreeMap<>();
    if (given == null) {
      return new FileStatuses(rules);
    }
    if (!(given instanceof JsonObject object)) {
      throw new IllegalArgumentException(place + ": statuses is not an object");
    }
    object.forEach(
        (status, rule) -> {
          String name = place + ": statuses." + status;
          if (!STATUS.matcher(status).matches() || !(rule instanceof JsonObject members)) {
            throw new IllegalArgumentException(name + " is not an object for a status from 300");
          }
          rules.put(Integer.valueOf(status), rule(name, members));
        });
    return new FileStatuses(Map.copyOf(rules));
  }

  private static Rule rule(String name, JsonObject object) {
    AssetMembers members = AssetMembers.of(name, object, Set.of("refused", "busy", "unsure"));
    if (object.size() != 1) {
      throw new IllegalArgumentException(name + " has one of refused, busy and unsure");
    }
    String outcome = object.keySet().iterator().next();
    String code = members.text(outcome);
    if (!CODE.matcher(code).matches()) {
      throw members.fault(outcome, "is not a code in lower case with hyphens");
    }
    return new Rule(Outcome.valueOf(outcome.toUpperCase(Locale.ROOT)), code);
  }

  Optional<BackEndFault> fault(BackEndText answer) {
    return Optional.ofNullable(rules.get(answer.status()))
        .map(Rule::fault)
        .or(() -> StatusRules.fault(answer.status(), answer.retryAfter()));
  }
}
