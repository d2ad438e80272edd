package org.bailiwick.command.firewall;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.PrintWriter;
import java.util.TreeMap;
import org.bailiwick.packetfilter.firewall.FlowLog;
import org.bailiwick.packetfilter.firewall.FlowLog.Called;
import org.bailiwick.packetfilter.firewall.FlowLog.OfSource;
import org.bailiwick.packetfilter.firewall.FlowLog.Refused;
import org.bailiwick.packetfilter.firewall.FlowLog.Seen;
import org.bailiwick.packetfilter.firewall.FlowLog.Total;

/** The flow log for people, and as JSON for programs. */
final class FlowOutput {
  private static final int MOST_SHOWN = 20;

  private FlowOutput() {}

  /** Prints the log; of each part that may be long the first entries. */
  static void print(FlowLog flows, PrintWriter out) {
    out.println("rules " + flows.digest());
    out.println("may connect:");
    flows.sources().forEach(each -> print(each, out));
    out.println("refused, the latest first:");
    for (Refused each : flows.refused().stream().limit(MOST_SHOWN).toList()) {
      out.printf(
          "  %s %s %s port %d  %d packets, the last %d s ago%n",
          each.reason(),
          each.address(),
          each.protocol(),
          each.port(),
          each.packets(),
          each.secondsAgo());
    }
    more(flows.refused().size(), out, "  ");
    out.println("may be called:");
    for (Called each : flows.destinations().stream().limit(MOST_SHOWN).toList()) {
      out.printf(
          "  %s at %s  %d packets, %d octets%n",
          each.name(), each.address(), each.sent().packets(), each.sent().octets());
    }
    more(flows.destinations().size(), out, "  ");
    out.println("packets:");
    new TreeMap<>(flows.totals())
        .forEach((name, total) -> out.printf("  %s %d%n", name, total.packets()));
  }

  private static void print(OfSource each, PrintWriter out) {
    out.printf(
        "  %s: %d connections, %d packets, %d octets; refused %d by rate, %d by number%n",
        each.title(),
        each.accepted(),
        each.received().packets(),
        each.received().octets(),
        each.overRate(),
        each.overCount());
    for (Seen seen : each.addresses().stream().limit(MOST_SHOWN).toList()) {
      out.printf(
          "    %s  %d connections, the last %d s ago%n",
          seen.address(), seen.connections(), seen.secondsAgo());
    }
    more(each.addresses().size(), out, "    ");
  }

  private static void more(int size, PrintWriter out, String indent) {
    if (size > MOST_SHOWN) {
      out.println(indent + (size - MOST_SHOWN) + " more with --json");
    }
  }

  /** All of the log. */
  static JsonObject json(FlowLog flows) {
    JsonArrayBuilder sources = Json.createArrayBuilder();
    flows.sources().forEach(each -> sources.add(source(each)));
    JsonArrayBuilder refused = Json.createArrayBuilder();
    flows.refused().forEach(each -> refused.add(refused(each)));
    JsonArrayBuilder called = Json.createArrayBuilder();
    flows
        .destinations()
        .forEach(
            each ->
                called.add(
                    total(each.sent())
                        .add("name", each.name())
                        .add("address", each.address())
                        .add("port", each.port())));
    JsonObjectBuilder totals = Json.createObjectBuilder();
    new TreeMap<>(flows.totals()).forEach((name, total) -> totals.add(name, total(total)));
    return Json.createObjectBuilder()
        .add("digest", flows.digest())
        .add("sources", sources)
        .add("refused", refused)
        .add("destinations", called)
        .add("totals", totals)
        .build();
  }

  private static JsonObjectBuilder source(OfSource source) {
    JsonArrayBuilder addresses = Json.createArrayBuilder();
    source
        .addresses()
        .forEach(
            seen ->
                addresses.add(
                    Json.createObjectBuilder()
                        .add("address", seen.address())
                        .add("connections", seen.connections())
                        .add("seconds_ago", seen.secondsAgo())));
    return total(source.received())
        .add("source", source.title())
        .add("connections", source.accepted())
        .add("over_rate", source.overRate())
        .add("over_count", source.overCount())
        .add("addresses", addresses);
  }

  private static JsonObjectBuilder refused(Refused refused) {
    return Json.createObjectBuilder()
        .add("reason", refused.reason())
        .add("address", refused.address())
        .add("protocol", refused.protocol())
        .add("port", refused.port())
        .add("packets", refused.packets())
        .add("seconds_ago", refused.secondsAgo());
  }

  private static JsonObjectBuilder total(Total total) {
    return Json.createObjectBuilder().add("packets", total.packets()).add("octets", total.octets());
  }
}
