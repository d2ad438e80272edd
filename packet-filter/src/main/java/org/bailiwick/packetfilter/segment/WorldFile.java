package org.bailiwick.packetfilter.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.bailiwick.policy.segment.SegmentParty;
import org.bailiwick.policy.segment.SegmentPlan;
import org.bailiwick.policy.segment.SegmentsRefusedException;
import org.bailiwick.policy.segment.Subnet;

/**
 * Reads what an operator knows of the network from JSON: {@code here} and {@code hosts} are lists
 * of addresses, {@code parties} a list of objects with {@code id} and, as far as known, {@code
 * addresses}, {@code port}, {@code uid}, {@code status} and {@code tags}.
 */
public final class WorldFile {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private WorldFile() {}

  private static OptionalInt line(JsonProcessingException fault) {
    return fault.getLocation() == null
        ? OptionalInt.empty()
        : OptionalInt.of(fault.getLocation().getLineNr());
  }

  /**
   * Reads a world.
   *
   * @throws SegmentsRefusedException if it is none; the message says why
   */
  public static SegmentWorld read(String text) {
    JsonNode world;
    try {
      world = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw SegmentsRefusedException.noJson("the description of the network", line(e), e);
    }
    requireMembers(world, "the network", Set.of("here", "hosts", "parties"));
    List<SegmentParty> parties = new ArrayList<>();
    list(world, "parties").forEach(party -> parties.add(party(party)));
    return new SegmentWorld(parties, addresses(world, "hosts"), addresses(world, "here"));
  }

  private static SegmentParty party(JsonNode party) {
    requireMembers(party, "a party", Set.of("id", "addresses", "port", "uid", "status", "tags"));
    return new SegmentParty(
        text(party.path("id")),
        addresses(party, "addresses"),
        number(party, "port"),
        number(party, "uid"),
        party.has("status") ? text(party.path("status")) : SegmentParty.LISTED,
        tags(party));
  }

  private static Map<String, Set<String>> tags(JsonNode party) {
    Map<String, Set<String>> tags = new HashMap<>();
    if (party.has("tags")) {
      requireMembers(party.path("tags"), "the tags of a party", SegmentPlan.TAGS);
      party
          .path("tags")
          .properties()
          .forEach(
              tag -> {
                Set<String> values = new HashSet<>();
                if (tag.getValue().isArray()) {
                  tag.getValue().forEach(value -> values.add(text(value)));
                } else {
                  values.add(text(tag.getValue()));
                }
                tags.put(tag.getKey(), values);
              });
    }
    return tags;
  }

  private static Set<InetAddress> addresses(JsonNode object, String name) {
    Set<InetAddress> addresses = new HashSet<>();
    list(object, name).forEach(address -> addresses.add(Subnet.address(text(address))));
    return addresses;
  }

  private static JsonNode list(JsonNode object, String name) {
    JsonNode list = object.path(name);
    if (!list.isMissingNode() && !list.isArray()) {
      throw new SegmentsRefusedException(name + " is not a list");
    }
    return list;
  }

  private static OptionalInt number(JsonNode object, String name) {
    JsonNode number = object.path(name);
    if (number.isMissingNode()) {
      return OptionalInt.empty();
    }
    if (!number.isIntegralNumber() || !number.canConvertToInt()) {
      throw new SegmentsRefusedException("the " + name + " of a party is not a number");
    }
    return OptionalInt.of(number.intValue());
  }

  private static String text(JsonNode value) {
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new SegmentsRefusedException("the network has something else where a text belongs");
    }
    return value.textValue();
  }

  private static void requireMembers(JsonNode object, String what, Set<String> known) {
    if (!object.isObject()) {
      throw new SegmentsRefusedException(what + " is not a JSON object");
    }
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw SegmentsRefusedException.ofMember(what, name);
              }
            });
  }
}
