package org.bailiwick.policy.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads a plan from JSON; every member that it does not know is refused. */
final class SegmentPlanReader {
  private static final int LONGEST = 16 * 1024 * 1024;
  private static final String SEGMENTS = "segments";
  private static final String ALLOW = "allow";
  private static final String TASKS = "tasks";
  private static final String OUTSIDE = "outside";
  private static final String NAME = "name";
  private static final String MEMBERS = "members";
  private static final String WITHIN = "within";
  private static final String EXCLUSIVE = "exclusive";
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String PROTOCOL = "protocol";
  private static final String PORTS = "ports";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SegmentPlanReader() {}

  private static OptionalInt line(JsonProcessingException fault) {
    return fault.getLocation() == null
        ? OptionalInt.empty()
        : OptionalInt.of(fault.getLocation().getLineNr());
  }

  static SegmentPlan read(String text) {
    if (text.length() > LONGEST) {
      throw new SegmentsRefusedException("segments.json is longer than 16 MiB");
    }
    JsonNode plan;
    try {
      plan = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw SegmentsRefusedException.noJson("segments.json", line(e), e);
    }
    requireMembers(plan, "the description", Set.of(SEGMENTS, ALLOW, TASKS, OUTSIDE));
    return new SegmentPlan(
        each(plan, SEGMENTS, SegmentPlanReader::segment),
        plan.has(ALLOW) ? each(plan, ALLOW, SegmentPlanReader::flow) : List.of(),
        truth(plan, TASKS, "the description"),
        plan.has(OUTSIDE)
            ? OutsideFlows.parse(text(plan, OUTSIDE, "the description"))
            : OutsideFlows.DENY);
  }

  private static NetworkSegment segment(JsonNode segment) {
    requireMembers(segment, "a segment", Set.of(NAME, MEMBERS, WITHIN, EXCLUSIVE));
    String name = text(segment, NAME, "a segment");
    String place = "segment " + name.substring(0, Math.min(name.length(), 40));
    return new NetworkSegment(
        name,
        each(segment, MEMBERS, member -> member(member, place)),
        segment.has(WITHIN) && oneOf(segment, WITHIN, ALLOW, "deny"),
        truth(segment, EXCLUSIVE, place));
  }

  private static SegmentMember member(JsonNode member, String place) {
    requireMembers(member, "a member of " + place, Set.of("subnet", "workload", "tags"));
    if (member.size() != 1) {
      throw new SegmentsRefusedException(
          "a member of " + place + " is one of subnet, workload and tags");
    }
    if (member.has("subnet")) {
      return new SegmentMember.Network(Subnet.parse(text(member, "subnet", place)));
    }
    if (member.has("workload")) {
      String id = text(member, "workload", place);
      if (!SegmentPlan.SPIFFE_ID.matcher(id).matches()) {
        throw new SegmentsRefusedException("a workload of " + place + " is not a SPIFFE id");
      }
      return new SegmentMember.Workload(id);
    }
    return new SegmentMember.Tagged(tags(member.path("tags"), place));
  }

  private static Map<String, String> tags(JsonNode tags, String place) {
    requireMembers(tags, "the tags of " + place, SegmentPlan.TAGS);
    Map<String, String> values = new HashMap<>();
    tags.fieldNames().forEachRemaining(name -> values.put(name, text(tags, name, place)));
    if (values.isEmpty()) {
      throw new SegmentsRefusedException("a member of " + place + " has no tags");
    }
    return values;
  }

  private static AllowedFlow flow(JsonNode flow) {
    requireMembers(flow, "a flow", Set.of(FROM, TO, PROTOCOL, PORTS));
    return new AllowedFlow(
        text(flow, FROM, "a flow"),
        text(flow, TO, "a flow"),
        FlowProtocol.parse(text(flow, PROTOCOL, "a flow")),
        flow.has(PORTS) ? each(flow, PORTS, SegmentPlanReader::ports) : List.of());
  }

  private static PortRange ports(JsonNode port) {
    if (port.isTextual()) {
      return PortRange.parse(port.textValue());
    }
    if (!port.canConvertToInt() || !port.isIntegralNumber()) {
      throw new SegmentsRefusedException("a port is a number or a range such as \"8000-8100\"");
    }
    return new PortRange(port.intValue(), port.intValue());
  }

  private static <T> List<T> each(JsonNode object, String name, Function<JsonNode, T> reader) {
    JsonNode list = object.path(name);
    if (!list.isArray()) {
      throw new SegmentsRefusedException(name + " is not a list");
    }
    List<T> read = new ArrayList<>();
    list.forEach(element -> read.add(reader.apply(element)));
    return read;
  }

  private static void requireMembers(JsonNode object, String what, Set<String> known) {
    if (!object.isObject()) {
      throw new SegmentsRefusedException(what + " is not a JSON object");
    }
    Set<String> unknown = new TreeSet<>();
    object.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw SegmentsRefusedException.ofMember(what, unknown.iterator().next());
    }
  }

  private static String text(JsonNode object, String name, String what) {
    JsonNode value = object.path(name);
    if (!value.isTextual() || value.textValue().isEmpty() || value.textValue().length() > 2048) {
      throw new SegmentsRefusedException(what + " has no text in " + name);
    }
    return value.textValue();
  }

  private static boolean truth(JsonNode object, String name, String what) {
    JsonNode value = object.path(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw new SegmentsRefusedException(name + " of " + what + " is neither true nor false");
    }
    return value.booleanValue();
  }

  private static boolean oneOf(JsonNode object, String name, String yes, String no) {
    String value = text(object, name, "the description");
    if (!value.equals(yes) && !value.equals(no)) {
      throw new SegmentsRefusedException("%s is %s or %s".formatted(name, yes, no));
    }
    return value.equals(yes);
  }
}
