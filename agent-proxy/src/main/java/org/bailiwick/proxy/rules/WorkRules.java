package org.bailiwick.proxy.rules;

import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for taking work for the agent: the address, the issuer of Txn-Tokens, and the time that
 * a caller waits for the agent.
 */
public record WorkRules(InetSocketAddress listen, URI master, Duration answerWithin) {
  private static final Set<String> MEMBERS = Set.of("address", "port", "master", "answer_within");
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]{2,45}");
  private static final int PORTS = 65_536;

  /** Callers of this system wait for a minute. */
  private static final Duration USUAL = Duration.ofSeconds(50);

  private static final Duration LONGEST = Duration.ofMinutes(5);

  static WorkRules of(JsonValue value) {
    JsonMembers members = JsonMembers.of(value, MEMBERS);
    return new WorkRules(
        new InetSocketAddress(address(members), port(members)),
        master(members.text("master")),
        members.optionalText("answer_within").map(WorkRules::duration).orElse(USUAL));
  }

  /** No names: whoever answers for names would choose where we listen. */
  private static InetAddress address(JsonMembers members) {
    String text = members.optionalText("address").orElse("127.0.0.1");
    try {
      if (NUMERIC.matcher(text).matches()) {
        return InetAddress.getByName(text);
      }
    } catch (UnknownHostException ignored) {
      // said below
    }
    throw Refusals.malformed("work-address", "work.address is not an IP address");
  }

  private static int port(JsonMembers members) {
    if (members.value("port").orElse(null) instanceof JsonNumber number
        && number.isIntegral()
        && number.longValue() >= 0
        && number.longValue() < PORTS) {
      return number.intValue();
    }
    throw Refusals.malformed("work-port", "work.port is a number up to 65535");
  }

  private static URI master(String text) {
    CallTarget target = CallTarget.parse(text);
    if (target.uri().getRawQuery() != null) {
      throw Refusals.malformed("work-master", "work.master has no query");
    }
    return target.uri();
  }

  private static Duration duration(String text) {
    try {
      Duration duration = Duration.parse(text);
      if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeException ignored) {
      // said below
    }
    throw Refusals.malformed("work-answer-within", "work.answer_within is up to PT5M");
  }
}
