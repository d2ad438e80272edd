package org.bailiwick.packetfilter.firewall;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** An object of {@code firewall.json} with its place, which each refusal names. */
final class JsonMember {
  private static final int MOST_ITEMS = 4096;
  private static final int MOST_NAMES = 500;
  private static final int MOST_PORT = 65_535;

  private final String place;
  private final JsonNode node;

  JsonMember(String place, JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException((place.isEmpty() ? "the file" : place) + " is no object");
    }
    this.place = place;
    this.node = node;
  }

  void requireKnown(Set<String> known) {
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown members" + (place.isEmpty() ? "" : " of " + place) + ": " + unknown);
    }
  }

  IllegalArgumentException fault(String member, String fault) {
    return new IllegalArgumentException(inside(member) + " " + fault);
  }

  private String inside(String member) {
    return place.isEmpty() ? member : place + "." + member;
  }

  boolean has(String member) {
    return node.has(member);
  }

  String text(String member) {
    JsonNode value = node.path(member);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw fault(member, "is a text, and required");
    }
    return value.textValue();
  }

  boolean flag(String member) {
    if (!node.path(member).isBoolean()) {
      throw fault(member, "is true or false");
    }
    return node.path(member).booleanValue();
  }

  int number(String member, int usual) {
    if (!has(member)) {
      return usual;
    }
    JsonNode value = node.path(member);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < 1
        || value.intValue() > ConnectionLimits.MOST) {
      throw fault(member, "is a number from 1 to " + ConnectionLimits.MOST);
    }
    return value.intValue();
  }

  JsonMember object(String member) {
    return optional(member).orElseThrow(() -> fault(member, "is an object, and required"));
  }

  Optional<JsonMember> optional(String member) {
    return has(member)
        ? Optional.of(new JsonMember(inside(member), node.path(member)))
        : Optional.empty();
  }

  Map<String, JsonMember> objectsByName(String member) {
    if (node.path(member).size() > MOST_NAMES) {
      throw fault(member, "has more than " + MOST_NAMES + " names");
    }
    Map<String, JsonMember> objects = new LinkedHashMap<>();
    optional(member)
        .ifPresent(
            all ->
                all.node
                    .properties()
                    .forEach(
                        each ->
                            objects.put(
                                each.getKey(),
                                new JsonMember(all.inside(each.getKey()), each.getValue()))));
    return objects;
  }

  List<JsonMember> objectsIfAny(String member) {
    List<JsonMember> objects = new ArrayList<>();
    for (JsonNode each : items(member)) {
      objects.add(new JsonMember(inside(member), each));
    }
    return objects;
  }

  List<String> textsIfAny(String member) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : items(member)) {
      if (!each.isTextual()) {
        throw fault(member, "is an array of texts");
      }
      texts.add(each.textValue());
    }
    return texts;
  }

  List<IpNetwork> networksIfAny(String member) {
    List<IpNetwork> networks = new ArrayList<>();
    for (String each : textsIfAny(member)) {
      try {
        networks.add(IpNetwork.parse(each));
      } catch (IllegalArgumentException e) {
        throw fault(member, "has " + e.getMessage());
      }
    }
    return networks;
  }

  /** At least one network. */
  List<IpNetwork> networks(String member) {
    List<IpNetwork> networks = networksIfAny(member);
    if (networks.isEmpty()) {
      throw fault(member, "has at least one network");
    }
    return networks;
  }

  /** At least one port. */
  Set<Integer> ports(String member) {
    Set<Integer> ports = new TreeSet<>();
    for (JsonNode each : items(member)) {
      if (!each.isInt() || each.intValue() < 1 || each.intValue() > MOST_PORT) {
        throw fault(member, "has a port that is none: " + each);
      }
      ports.add(each.intValue());
    }
    if (ports.isEmpty()) {
      throw fault(member, "has at least one port");
    }
    return ports;
  }

  private JsonNode items(String member) {
    JsonNode items = node.path(member);
    if (has(member) && !items.isArray()) {
      throw fault(member, "is an array");
    }
    if (items.size() > MOST_ITEMS) {
      throw fault(member, "has more than " + MOST_ITEMS + " items");
    }
    return items;
  }
}
