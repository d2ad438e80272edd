package org.bailiwick.policy.segment;

import java.util.List;
import java.util.stream.Collectors;

/** Writes a plan as policies of Cedar. */
final class SegmentPolicies {
  private static final String CONNECT = "action == Bailiwick::Action::\"connect\"";

  private final SegmentPlan plan;
  private final StringBuilder text = new StringBuilder();

  private SegmentPolicies(SegmentPlan plan) {
    this.plan = plan;
  }

  static String of(SegmentPlan plan) {
    return new SegmentPolicies(plan).write();
  }

  private String write() {
    text.append("// Made from segments.json; docs/segments.md explains it.\n");
    plan.segments().stream().filter(NetworkSegment::open).forEach(this::within);
    for (int i = 0; i < plan.allowed().size(); i++) {
      allowed(i, plan.allowed().get(i));
    }
    if (plan.tasks()) {
      tasks();
    }
    switch (plan.outside()) {
      case OPEN -> List.of("principal", "resource").forEach(end -> outside(end, member(end)));
      case DENY -> outside("both", member("principal") + " ||\n  " + member("resource"));
      case DROP -> {}
    }
    return text.toString();
  }

  private void within(NetworkSegment segment) {
    head("within-" + segment.name(), "within-segment");
    text.append(
        "permit (\n  principal in %1$s,\n  %2$s,\n  resource in %1$s\n);\n"
            .formatted(segment(segment.name()), CONNECT));
  }

  private void allowed(int number, AllowedFlow flow) {
    head("allow-" + number, "allowed-between-segments");
    text.append(
        "permit (\n  principal in %s,\n  %s,\n  resource in %s\n)\nwhen { %s };\n"
            .formatted(segment(flow.from()), CONNECT, segment(flow.to()), condition(flow)));
  }

  private static String condition(AllowedFlow flow) {
    String protocol = "context.protocol == \"" + flow.protocol().text() + "\"";
    return flow.protocol().hasPorts()
        ? protocol
            + flow.ports().stream()
                .map(SegmentPolicies::condition)
                .collect(Collectors.joining(" || ", " && (", ")"))
        : protocol;
  }

  private static String condition(PortRange ports) {
    return ports.first() == ports.last()
        ? "context.port == " + ports.first()
        : "(context.port >= %d && context.port <= %d)".formatted(ports.first(), ports.last());
  }

  private void tasks() {
    head("tasks-between-agents", "no-task-needs-it");
    text.append(
        """
        forbid (
          principal is Bailiwick::Agent,
          %s,
          resource is Bailiwick::Agent
        )
        unless { principal == resource || context has task };
        """
            .formatted(CONNECT));
  }

  private void outside(String id, String members) {
    head("outside-" + id, "outside-segments");
    text.append(
        "permit (principal, %s, resource)\nunless\n{\n  %s\n};\n".formatted(CONNECT, members));
  }

  private String member(String role) {
    String all =
        plan.segments().stream()
            .map(NetworkSegment::name)
            .map(SegmentPolicies::segment)
            .collect(Collectors.joining(", ", "[", "]"));
    return "%1$s in %2$s ||\n  (%1$s is Bailiwick::Host && %1$s has shared && %1$s.shared)"
        .formatted(role, all);
  }

  private void head(String id, String reason) {
    text.append("\n@id(\"%s\")\n@reason(\"%s\")\n".formatted(id, reason));
  }

  private static String segment(String name) {
    return "Bailiwick::Segment::\"" + name + "\"";
  }
}
