package org.bailiwick.master.enforcementreport;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * What an enforcement point has denied and let through since its last report.
 *
 * @param dropped how many further ones it could not keep
 */
record EnforcementReport(List<Denial> denials, List<Flow> flows, long dropped) {
  static final int MOST = 100;
  private static final int LONG = 2048;
  private static final int SHORT = 200;
  private static final Set<String> OF_DENIAL =
      Set.of("at", "application", "subject", "action", "resource", "reason", "count");
  private static final Set<String> OF_FLOW =
      Set.of("at", "from", "to", "protocol", "port", "packets", "bytes");

  /** Requests that were denied alike. */
  record Denial(
      String at,
      String application,
      String subject,
      String action,
      String resource,
      String reason,
      long count) {}

  /** Packets that were let through, or requests where there are no packets. */
  record Flow(
      String at, String from, String to, String protocol, long port, long packets, long bytes) {}

  /**
   * Reads the body of a request; a member that is not defined is refused.
   *
   * @throws ProblemException malformed-request with check enforcement-member
   */
  static EnforcementReport parse(String body) {
    JsonObject json = StrictJson.object(body == null ? "" : body);
    ReportMembers members = new ReportMembers(json, Set.of("denials", "flows", "dropped"));
    return new EnforcementReport(
        members.objects("denials", OF_DENIAL, MOST).stream()
            .map(EnforcementReport::denial)
            .toList(),
        members.objects("flows", OF_FLOW, MOST).stream().map(EnforcementReport::flow).toList(),
        json.containsKey("dropped") ? members.number("dropped") : 0);
  }

  /** All requests that were denied. */
  long deniedRequests() {
    return denials.stream().mapToLong(Denial::count).reduce(0, EnforcementPointRow::sum);
  }

  private static Denial denial(ReportMembers members) {
    return new Denial(
        text(members, "at", SHORT),
        text(members, "application", SHORT),
        text(members, "subject", LONG),
        text(members, "action", SHORT),
        text(members, "resource", LONG),
        text(members, "reason", LONG),
        Math.min(members.number("count"), Integer.MAX_VALUE));
  }

  private static Flow flow(ReportMembers members) {
    return new Flow(
        text(members, "at", SHORT),
        text(members, "from", LONG),
        text(members, "to", LONG),
        text(members, "protocol", SHORT),
        members.number("port"),
        members.number("packets"),
        members.number("bytes"));
  }

  private static String text(ReportMembers members, String name, int most) {
    return members
        .text(name, most)
        .orElseThrow(() -> ReportMembers.malformed(name + " is missing."));
  }
}
