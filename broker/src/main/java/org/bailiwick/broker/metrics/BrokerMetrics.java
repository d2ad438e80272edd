package org.bailiwick.broker.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/** Counts and measures of one broker process since its start. */
public final class BrokerMetrics {
  private final Counter calls =
      new Counter(
          "broker_calls_total",
          "Orders that were executed, by what came of them.",
          "asset",
          "capability",
          "outcome");
  private final Counter refused =
      new Counter(
          "broker_refusals_total",
          "Requests that were not answered with an output, by the check that failed.",
          "check");
  private final Counter sweeps =
      new Counter(
          "broker_sweeps_total",
          "Rounds that end leases whose call does not run any more.",
          "outcome");
  private final CallSeconds seconds = new CallSeconds();
  private final List<Gauge> gauges = new CopyOnWriteArrayList<>();
  private volatile Map<String, Integer> leases = Map.of();

  /** A value that is read when somebody asks. */
  private record Gauge(String name, String help, DoubleSupplier value) {}

  /** Counts one call with its time. */
  public void call(String asset, String capability, String outcome, Duration took) {
    calls.count(asset, capability, outcome);
    seconds.add(asset, took);
  }

  /** Counts one refused request. */
  public void refused(String check) {
    refused.count(check);
  }

  /** Counts one round of the sweeper. */
  public void swept(boolean done) {
    sweeps.count(done ? "done" : "failed");
  }

  /** Sets the numbers of open leases by asset, as they were a moment ago. */
  public void leases(Map<String, Integer> open) {
    leases = new TreeMap<>(open);
  }

  /** Adds a gauge without labels, before anybody asks. */
  public void gauge(String name, String help, DoubleSupplier value) {
    gauges.add(new Gauge(name, help, value));
  }

  /** All of it in the text format. */
  public String text() {
    MetricText text = new MetricText();
    calls.write(text);
    seconds.write(text);
    refused.write(text);
    sweeps.write(text);
    text.family("broker_leases_open", "gauge", "Credentials that exist at a back end for a call.");
    leases.forEach(
        (asset, open) -> text.series("broker_leases_open", List.of("asset", asset), open));
    gauges.forEach(
        each -> text.single(each.name(), "gauge", each.help(), each.value().getAsDouble()));
    return text.toString();
  }

  /** The media type of {@link #text}. */
  public static String mediaType() {
    return MetricText.MEDIA_TYPE;
  }
}
