package org.bailiwick.broker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BrokerMetricsTest {
  private static final Pattern LINE =
      Pattern.compile(
          "# (HELP|TYPE) broker_[a-z_]+ .+"
              + "|broker_[a-z_]+(\\{[a-z]+=\"(\\\\.|[^\"\\\\])*\"(,[a-z]+=\"[^\"]*\")*\\})?"
              + " (-?[0-9.E+-]+|NaN)");

  private final BrokerMetrics metrics = new BrokerMetrics();

  @Test
  void countsCallsByAssetCapabilityAndOutcome() {
    metrics.call("orders-db", "orders.insert@1", "done", Duration.ofMillis(30));
    metrics.call("orders-db", "orders.insert@1", "done", Duration.ofSeconds(400));
    metrics.refused("txn-token-callee");
    metrics.swept(true);
    metrics.leases(Map.of("orders-db", 2));
    assertThat(metrics.text())
        .contains(
            "# TYPE broker_calls_total counter\n",
            "broker_calls_total{asset=\"orders-db\",capability=\"orders.insert@1\",outcome=\"done\"} 2\n",
            "broker_call_seconds_bucket{asset=\"orders-db\",le=\"0.025\"} 0\n",
            "broker_call_seconds_bucket{asset=\"orders-db\",le=\"0.05\"} 1\n",
            "broker_call_seconds_bucket{asset=\"orders-db\",le=\"300\"} 1\n",
            "broker_call_seconds_bucket{asset=\"orders-db\",le=\"+Inf\"} 2\n",
            "broker_call_seconds_sum{asset=\"orders-db\"} 400.03\n",
            "broker_call_seconds_count{asset=\"orders-db\"} 2\n",
            "broker_refusals_total{check=\"txn-token-callee\"} 1\n",
            "broker_sweeps_total{outcome=\"done\"} 1\n",
            "broker_leases_open{asset=\"orders-db\"} 2\n");
  }

  @Test
  void gaugesAreReadWhenSomebodyAsks() {
    double[] value = {1.5};
    metrics.gauge("broker_credential_left_seconds", "Seconds.", () -> value[0]);
    assertThat(metrics.text()).contains("broker_credential_left_seconds 1.5\n");
    value[0] = Double.NaN;
    assertThat(metrics.text()).contains("broker_credential_left_seconds NaN\n");
  }

  @Test
  void aLabelCannotMakeALineOfItsOwn() {
    metrics.refused("a\"} 1\nbroker_sole 0\\");
    metrics.refused("plain");
    assertThat(metrics.text().lines()).allMatch(line -> LINE.matcher(line).matches());
  }

  @Test
  void thereIsABoundToTheNumberOfSeries() {
    IntStream.range(0, 5000).forEach(i -> metrics.refused("check-" + i));
    assertThat(metrics.text().lines().filter(line -> line.startsWith("broker_refusals_total")))
        .hasSize(2001)
        .contains("broker_refusals_total{check=\"others\"} 3000");
  }
}
