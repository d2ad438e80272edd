package org.bailiwick.proxy.rules;

import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for orders to the agent: the address of the listener, the issuer of Txn-Tokens, and the
 * time for which a caller waits for the agent.
 */
public record WorkRules(InetSocketAddress listen, URI master, Duration answerWithin) {
  private static final Set<String> MEMBERS = Set.of("address", "port", "master", "answer_within");
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]{2,45}");
  private static final int PORTS = 65_536;

  /** Less than the minute for which the Master Agent waits by default. */
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(50);

  private static final Duration MAX_WAIT = Duration.ofMinutes(5);

  static WorkRules of(JsonValue value) {
    JsonMembers members = JsonMembers.of(value, MEMBERS);
    return new WorkRules(
        new InetSocketAddress(address(members), port(members)),
        master(members.text("master")),
        members.duration("answer_within", "work-answer-within", MAX_WAIT).orElse(DEFAULT_WAIT));
  }

  /** The IP address. A host name is refused, because name resolution could change the address. */
  private static InetAddress address(JsonMembers members) {
    String text = members.optionalText("address").orElse("127.0.0.1");
    try {
      if (NUMERIC.matcher(text).matches()) {
        return InetAddress.getByName(text);
      }
    } catch (UnknownHostException ignored) {
      // refused below
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
}
