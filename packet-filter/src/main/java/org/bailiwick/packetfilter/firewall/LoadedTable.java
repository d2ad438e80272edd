package org.bailiwick.packetfilter.firewall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.bailiwick.packetfilter.PacketFilterException;

/**
 * The table as the kernel has it, read from the JSON of {@code nft list table}
 * (libnftables-json(5)).
 *
 * @param comment what the table is marked with: the digest of its structure
 * @param counters the named counters
 * @param titles comments of chains by their names
 * @param elements elements of each set
 */
record LoadedTable(
    String comment,
    Map<String, Count> counters,
    Map<String, String> titles,
    Map<String, List<Element>> elements) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Packets and octets. */
  record Count(long packets, long bytes) {
    static final Count NONE = new Count(0, 0);
  }

  /**
   * An element of a set.
   *
   * @param value its fields as nft prints them
   * @param timeout seconds that it has from its last use or load on
   * @param expires seconds that it has left
   */
  record Element(
      List<String> value, OptionalLong timeout, OptionalLong expires, String comment, Count count) {

    /** Seconds since a packet renewed it. */
    long age() {
      return Math.max(0, timeout.orElse(0) - expires.orElse(0));
    }
  }

  /**
   * Reads the answer of nft.
   *
   * @throws PacketFilterException if it is no list of a table
   */
  static LoadedTable read(String json) {
    Map<String, Count> counters = new HashMap<>();
    Map<String, String> titles = new LinkedHashMap<>();
    Map<String, List<Element>> elements = new HashMap<>();
    String comment = "";
    try {
      for (JsonNode each : JSON.readTree(json).path("nftables")) {
        if (each.has("table")) {
          comment = each.path("table").path("comment").asText("");
        } else if (each.has("counter")) {
          counters.put(each.path("counter").path("name").asText(), count(each.path("counter")));
        } else if (each.has("chain") && each.path("chain").has("comment")) {
          titles.put(
              each.path("chain").path("name").asText(),
              each.path("chain").path("comment").asText());
        } else if (each.has("set")) {
          elements.put(each.path("set").path("name").asText(), elements(each.path("set")));
        }
      }
    } catch (IOException e) {
      throw new PacketFilterException("nft printed no JSON", e);
    }
    return new LoadedTable(comment, counters, titles, elements);
  }

  /** Whether the answer of {@code nft list tables} has this table. */
  static boolean isListed(String json, String family, String name) {
    try {
      for (JsonNode each : JSON.readTree(json).path("nftables")) {
        JsonNode table = each.path("table");
        if (table.path("family").asText().equals(family)
            && table.path("name").asText().equals(name)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new PacketFilterException("nft printed no JSON", e);
    }
  }

  Count counter(String name) {
    return counters.getOrDefault(name, Count.NONE);
  }

  /** The elements of the sets for IPv4 and IPv6 of this name. */
  List<Element> both(String set) {
    List<Element> both = new ArrayList<>(elements.getOrDefault(set + "4", List.of()));
    both.addAll(elements.getOrDefault(set + "6", List.of()));
    return both;
  }

  private static Count count(JsonNode counter) {
    return new Count(counter.path("packets").asLong(), counter.path("bytes").asLong());
  }

  private static List<Element> elements(JsonNode set) {
    List<Element> elements = new ArrayList<>();
    for (JsonNode each : set.path("elem")) {
      JsonNode element = each.has("elem") ? each.path("elem") : each;
      elements.add(
          new Element(
              value(element.has("val") ? element.path("val") : element),
              seconds(element, "timeout"),
              seconds(element, "expires"),
              element.path("comment").asText(""),
              count(element.path("counter"))));
    }
    return elements;
  }

  private static List<String> value(JsonNode value) {
    if (value.has("concat")) {
      List<String> fields = new ArrayList<>();
      value.path("concat").forEach(field -> fields.add(field.asText()));
      return fields;
    }
    return List.of(value.isValueNode() ? value.asText() : value.toString());
  }

  private static OptionalLong seconds(JsonNode element, String member) {
    return element.has(member)
        ? OptionalLong.of(element.path(member).asLong())
        : OptionalLong.empty();
  }
}
