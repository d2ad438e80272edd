package org.bailiwick.packetfilter.firewall;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.packetfilter.firewall.FirewallPlan.Listener;
import org.bailiwick.packetfilter.firewall.FirewallPlan.Management;
import org.bailiwick.packetfilter.firewall.FirewallPlan.Mode;
import org.bailiwick.packetfilter.firewall.FirewallPlan.NetworkPorts;
import org.bailiwick.packetfilter.firewall.FirewallPlan.Outward;

/**
 * Reads {@code firewall.json}. A member that nobody knows is a fault, because a misspelt limit
 * would limit nothing.
 */
public final class FirewallFile {
  private static final int LONGEST = 1024 * 1024;
  private static final Duration LONGEST_VALIDITY = Duration.ofDays(7);
  private static final Duration SHORTEST_VALIDITY = Duration.ofMinutes(1);
  private static final Pattern ACCOUNT = Pattern.compile("[a-z_][a-z0-9_-]{0,31}|[1-9][0-9]{0,8}");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private FirewallFile() {}

  /**
   * The plan that the file describes.
   *
   * @throws IOException saying what is wrong with it, and where
   */
  public static FirewallPlan read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LONGEST + 1);
    }
    if (bytes.length > LONGEST) {
      throw new IOException(file.getFileName() + " is longer than a megabyte");
    }
    try {
      return plan(new JsonMember("", JSON.readTree(bytes)));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(file.getFileName() + ": " + e.getMessage(), e);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IOException(file.getFileName() + ": " + e.getOriginalMessage(), e);
    }
  }

  private static FirewallPlan plan(JsonMember json) {
    json.requireKnown(
        Set.of("mode", "account", "listen", "partners", "networks", "outward", "management"));
    Mode mode =
        switch (json.text("mode")) {
          case "host" -> Mode.HOST;
          case "router" -> Mode.ROUTER;
          default -> throw json.fault("mode", "is \"host\" or \"router\"");
        };
    List<PermittedSource> sources = SourceMembers.read(json);
    return new FirewallPlan(
        mode,
        account(json, mode),
        listener(json.object("listen"), mode),
        sources,
        outward(json.optional("outward")),
        json.optional("management").map(FirewallFile::management));
  }

  private static String account(JsonMember json, Mode mode) {
    if (mode == Mode.ROUTER) {
      if (json.has("account")) {
        throw json.fault("account", "means nothing on a router");
      }
      return "";
    }
    String account = json.text("account");
    if (!ACCOUNT.matcher(account).matches() || account.equals("root")) {
      throw json.fault(
          "account", "is the name or number of an account that is not root, whose calls are many");
    }
    return account;
  }

  private static Listener listener(JsonMember json, Mode mode) {
    json.requireKnown(Set.of("addresses", "ports", "closed_ports"));
    List<IpNetwork> addresses = json.networks("addresses");
    if (addresses.isEmpty() || !addresses.stream().allMatch(IpNetwork::isOneAddress)) {
      throw json.fault("addresses", "has the addresses of the node, at least one");
    }
    Set<Integer> ports = json.ports("ports");
    Set<Integer> closed = json.has("closed_ports") ? json.ports("closed_ports") : Set.of();
    if (closed.stream().anyMatch(ports::contains)) {
      throw json.fault("closed_ports", "has a port that is open");
    }
    if (mode == Mode.ROUTER && !closed.isEmpty()) {
      throw json.fault("closed_ports", "means nothing on a router, where all others are closed");
    }
    Listener listener = new Listener(addresses, ports, closed);
    if (mode == Mode.ROUTER && listener.isEverywhere()) {
      throw json.fault("addresses", "has the addresses of the node, since a router has others");
    }
    return listener;
  }

  private static Outward outward(Optional<JsonMember> member) {
    if (member.isEmpty()) {
      return new Outward(List.of(), false, List.of(), List.of(), List.of(), Duration.ofHours(1));
    }
    JsonMember json = member.get();
    json.requireKnown(
        Set.of("resolvers", "agents", "hosts", "networks", "private_networks", "valid_for"));
    List<IpNetwork> resolvers = json.networksIfAny("resolvers");
    if (!resolvers.stream().allMatch(IpNetwork::isOneAddress)) {
      throw json.fault("resolvers", "has addresses of servers of DNS");
    }
    List<String> hosts = json.textsIfAny("hosts");
    hosts.forEach(HostPort::parse);
    List<NetworkPorts> networks = new ArrayList<>();
    for (JsonMember each : json.objectsIfAny("networks")) {
      each.requireKnown(Set.of("to", "ports"));
      networks.add(new NetworkPorts(each.networks("to"), each.ports("ports")));
    }
    return new Outward(
        resolvers,
        agents(json),
        hosts,
        networks,
        json.networksIfAny("private_networks"),
        validity(json));
  }

  private static boolean agents(JsonMember json) {
    if (!json.has("agents")) {
      return false;
    }
    return switch (json.text("agents")) {
      case "registry" -> true;
      case "none" -> false;
      default -> throw json.fault("agents", "is \"registry\" or \"none\"");
    };
  }

  private static Duration validity(JsonMember json) {
    Duration validity =
        json.has("valid_for") ? Duration.parse(json.text("valid_for")) : Duration.ofHours(1);
    if (validity.compareTo(SHORTEST_VALIDITY) < 0 || validity.compareTo(LONGEST_VALIDITY) > 0) {
      throw json.fault("valid_for", "is from PT1M to P7D");
    }
    return validity;
  }

  private static Management management(JsonMember json) {
    json.requireKnown(Set.of("from", "ports"));
    return new Management(json.networks("from"), json.ports("ports"));
  }

  /** The sources by their names, in the order of the file. */
  static final class SourceMembers {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");
    private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");

    private SourceMembers() {}

    static List<PermittedSource> read(JsonMember json) {
      List<PermittedSource> sources = new ArrayList<>();
      for (String kind : List.of("partners", "networks")) {
        boolean isPartner = kind.equals("partners");
        for (Map.Entry<String, JsonMember> each : json.objectsByName(kind).entrySet()) {
          if (!(isPartner ? TRUST_DOMAIN : NAME).matcher(each.getKey()).matches()) {
            throw json.fault(kind, "has a name that is none: " + each.getKey());
          }
          sources.add(source(isPartner, each.getKey(), each.getValue()));
        }
      }
      SourceRanges.of(sources); // refuses a network that two of them have
      return sources;
    }

    private static PermittedSource source(boolean isPartner, String name, JsonMember json) {
      json.requireKnown(
          Set.of(
              "from",
              "from_anywhere",
              "new_per_second",
              "at_once",
              "network_new_per_second",
              "network_at_once"));
      List<IpNetwork> from = json.networks("from");
      boolean anywhere = json.has("from_anywhere") && json.flag("from_anywhere");
      for (IpNetwork each : from) {
        if (each.cannotBeSource()) {
          throw json.fault("from", "has a network that no connection comes from: " + each);
        }
        if (!anywhere && each.isVeryLarge()) {
          throw json.fault("from", each + " is nearly everybody; if so, say from_anywhere: true");
        }
      }
      return new PermittedSource(isPartner, name, from, limits(json));
    }

    private static ConnectionLimits limits(JsonMember json) {
      ConnectionLimits usual = ConnectionLimits.USUAL;
      int each = json.number("new_per_second", usual.newPerSecond());
      int atOnce = json.number("at_once", usual.atOnce());
      return new ConnectionLimits(
          each,
          atOnce,
          json.number("network_new_per_second", Math.max(each, usual.networkNewPerSecond())),
          json.number("network_at_once", Math.max(atOnce, usual.networkAtOnce())));
    }
  }
}
