package org.bailiwick.packetfilter.listing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.packetfilter.PacketFilterException;

/**
 * A table as {@code nft --json list table} prints it. It says what its base chains would do with a
 * packet, and what its sets hold.
 */
public final class ListedTable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEEPEST = 16;

  private record Chain(Optional<String> hook, boolean accepts, List<JsonNode> rules) {}

  /** How a chain ended for a packet: with a verdict, or with a return to the chain before. */
  private record End(Optional<Boolean> accepted) {
    static final End RETURN = new End(Optional.empty());
  }

  private final Map<String, Chain> chains = new LinkedHashMap<>();
  private final Map<String, ListedSet> sets = new HashMap<>();
  private final List<String> rules = new ArrayList<>();
  private final List<ListedRule> counted = new ArrayList<>();

  private ListedTable(JsonNode listing) {
    for (JsonNode object : listing.path("nftables")) {
      if (object.has("chain")) {
        JsonNode chain = object.path("chain");
        chains.put(
            chain.path("name").asText(),
            new Chain(
                Optional.ofNullable(chain.path("hook").textValue()),
                !chain.path("policy").asText().equals("drop"),
                new ArrayList<>()));
      } else if (object.has("set")) {
        sets.put(object.path("set").path("name").asText(), new ListedSet(object.path("set")));
      } else if (object.has("rule")) {
        addRule(object.path("rule"));
      }
    }
  }

  /**
   * Reads a listing of one table.
   *
   * @throws PacketFilterException if it is none, or one with types that are not understood
   */
  public static ListedTable parse(String json) {
    try {
      return new ListedTable(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new PacketFilterException("nft has not printed JSON", e);
    }
  }

  private void addRule(JsonNode rule) {
    Chain chain = chains.get(rule.path("chain").asText());
    if (chain == null) {
      throw new PacketFilterException("a rule is in no chain of its table");
    }
    chain.rules().add(rule);
    StringBuilder text = new StringBuilder(rule.path("chain").asText());
    for (JsonNode statement : rule.path("expr")) {
      if (statement.has("counter")) {
        counted.add(
            new ListedRule(
                rule.path("chain").asText(),
                rule.path("comment").asText(),
                statement.path("counter").path("packets").longValue(),
                statement.path("counter").path("bytes").longValue()));
      } else {
        text.append(' ').append(statement);
      }
    }
    rules.add(text.toString());
  }

  /** What happens to a packet in the base chains of its hook; accepted if there are none. */
  public FilterVerdict judge(FilterPacket packet) {
    Walk walk = new Walk(packet);
    for (Chain chain : chains.values()) {
      if (chain.hook().filter(packet.hook()::equals).isPresent()
          && !walk.through(chain, 0).accepted().orElse(chain.accepts())) {
        return new FilterVerdict(false, walk.because);
      }
    }
    return new FilterVerdict(true, walk.because);
  }

  /** The way of one packet. */
  private final class Walk {
    private final FilterPacket packet;
    private String because = "no rule";

    Walk(FilterPacket packet) {
      this.packet = packet;
    }

    End through(Chain chain, int depth) {
      if (depth > DEEPEST) {
        throw new PacketFilterException("chains are nested more deeply than the kernel allows");
      }
      for (JsonNode rule : chain.rules()) {
        Optional<End> end = apply(rule, depth);
        if (end.isPresent()) {
          return end.get();
        }
      }
      return End.RETURN;
    }

    /** Empty if the packet goes on to the next rule. */
    private Optional<End> apply(JsonNode rule, int depth) {
      for (JsonNode statement : rule.path("expr")) {
        String name = statement.fieldNames().next();
        switch (name) {
          case "match" -> {
            if (!matches(statement.path(name), packet)) {
              return Optional.empty();
            }
          }
          case "counter", "set" -> {}
          default -> {
            if (rule.has("comment")) {
              because = rule.path("comment").asText();
            }
            return end(name, statement.path(name), depth);
          }
        }
      }
      return Optional.empty();
    }

    private Optional<End> end(String name, JsonNode verdict, int depth) {
      return switch (name) {
        case "accept" -> Optional.of(new End(Optional.of(true)));
        case "drop", "reject" -> Optional.of(new End(Optional.of(false)));
        case "return" -> Optional.of(End.RETURN);
        case "goto" -> Optional.of(through(target(verdict), depth + 1));
        case "jump" ->
            Optional.of(through(target(verdict), depth + 1))
                .filter(end -> end.accepted().isPresent());
        default -> throw new PacketFilterException("a rule has the statement " + name);
      };
    }
  }

  private Chain target(JsonNode verdict) {
    return Optional.ofNullable(chains.get(verdict.path("target").asText()))
        .orElseThrow(() -> new PacketFilterException("a rule leads to no chain of its table"));
  }

  private boolean matches(JsonNode match, FilterPacket packet) {
    Optional<List<Object>> left = ListedExpression.values(match.path("left"), packet);
    if (left.isEmpty()) {
      return false;
    }
    boolean equal = matches(left.get(), match.path("right"));
    return switch (match.path("op").asText()) {
      case "==", "in" -> equal;
      case "!=" -> !equal;
      default -> throw new PacketFilterException("a rule compares in a way not understood");
    };
  }

  private boolean matches(List<Object> left, JsonNode right) {
    if (right.isTextual() && right.textValue().startsWith("@")) {
      ListedSet set = sets.get(right.textValue().substring(1));
      if (set == null) {
        throw new PacketFilterException("a rule looks in no set of its table");
      }
      return set.contains(left);
    }
    if (left.size() != 1) {
      throw new PacketFilterException("a concatenation is compared with what is no set");
    }
    if (right.isArray() || right.has("set")) {
      for (JsonNode one : right.isArray() ? right : right.path("set")) {
        if (matches(left, one)) {
          return true;
        }
      }
      return false;
    }
    return matchesOne(left.getFirst(), right);
  }

  private static boolean matchesOne(Object value, JsonNode right) {
    if (value instanceof Set<?> states) {
      return states.contains(right.asText());
    }
    if (right.has("range")) {
      JsonNode ends = right.path("range");
      return number(value).compareTo(number(ListedValue.like(value, ends.path(0)))) >= 0
          && number(value).compareTo(number(ListedValue.like(value, ends.path(1)))) <= 0;
    }
    return value.equals(ListedValue.like(value, right));
  }

  private static BigInteger number(Object value) {
    return ListedValue.number(value);
  }

  /** The rules in their order, without counters and handles. */
  public List<String> rules() {
    return List.copyOf(rules);
  }

  /** The rules that count. */
  public List<ListedRule> counted() {
    return List.copyOf(counted);
  }

  /** The elements of a set; none if the table has no set of this name. */
  public List<ListedElement> elements(String set) {
    return sets.containsKey(set) ? List.copyOf(sets.get(set).counted()) : List.of();
  }

  /** The elements of all sets as texts. */
  public Map<String, List<String>> elements() {
    Map<String, List<String>> all = new HashMap<>();
    sets.forEach((name, set) -> all.put(name, set.texts()));
    return all;
  }
}
