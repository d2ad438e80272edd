package org.bailiwick.packetfilter.listing;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.packetfilter.PacketFilterException;

/** A named set with its elements. */
final class ListedSet {
  private static final String CONCATENATION = "concat";

  private final List<String> types = new ArrayList<>();
  private final Set<List<Object>> elements = new HashSet<>();
  private final Map<Class<?>, TreeMap<BigInteger, BigInteger>> ranges = new HashMap<>();
  private final List<String> texts = new ArrayList<>();
  private final List<ListedElement> counted = new ArrayList<>();

  ListedSet(JsonNode set) {
    JsonNode type = set.path("type");
    if (type.isTextual()) {
      types.add(type.textValue());
    } else {
      type.forEach(each -> types.add(each.asText()));
    }
    set.path("elem").forEach(this::add);
  }

  private void add(JsonNode listed) {
    JsonNode whole = listed.has("elem") ? listed.path("elem") : listed;
    JsonNode value = whole.has("val") ? whole.path("val") : whole;
    List<Object> parts = new ArrayList<>();
    if (value.has(CONCATENATION)) {
      int i = 0;
      for (JsonNode part : value.path(CONCATENATION)) {
        parts.add(ListedValue.ofType(types.get(i++), part));
      }
      elements.add(parts);
    } else if (value.has("prefix")) {
      JsonNode prefix = value.path("prefix");
      InetAddress first = (InetAddress) ListedValue.ofType(types.getFirst(), prefix.path("addr"));
      int length = prefix.path("len").intValue();
      range(first, ListedValue.last(first, length));
      parts.add(first.getHostAddress() + "/" + length);
    } else if (value.has("range")) {
      Object first = ListedValue.ofType(types.getFirst(), value.path("range").path(0));
      Object last = ListedValue.ofType(types.getFirst(), value.path("range").path(1));
      range(first, ListedValue.number(last));
      parts.add(text(first) + "-" + text(last));
    } else {
      parts.add(ListedValue.ofType(types.getFirst(), value));
      elements.add(parts);
    }
    String text = String.join(" . ", parts.stream().map(ListedSet::text).toList());
    texts.add(text);
    counted.add(
        new ListedElement(
            text,
            whole.path("counter").path("packets").longValue(),
            whole.path("counter").path("bytes").longValue(),
            whole.path("expires").longValue()));
  }

  private void range(Object first, BigInteger last) {
    ranges
        .computeIfAbsent(first.getClass(), unused -> new TreeMap<>())
        .put(ListedValue.number(first), last);
  }

  boolean contains(List<Object> values) {
    if (values.size() != types.size()) {
      throw new PacketFilterException("a rule looks in a set for what it cannot hold");
    }
    if (elements.contains(values)) {
      return true;
    }
    TreeMap<BigInteger, BigInteger> ofKind = ranges.get(values.getFirst().getClass());
    if (values.size() > 1 || ofKind == null) {
      return false;
    }
    BigInteger number = ListedValue.number(values.getFirst());
    Map.Entry<BigInteger, BigInteger> below = ofKind.floorEntry(number);
    return below != null && number.compareTo(below.getValue()) <= 0;
  }

  List<String> texts() {
    return texts;
  }

  List<ListedElement> counted() {
    return counted;
  }

  private static String text(Object part) {
    return part instanceof InetAddress address ? address.getHostAddress() : part.toString();
  }
}
