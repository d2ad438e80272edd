package org.bailiwick.aca.web.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DomainMetricsTest {

  private static final DomainMetrics OF_FIRST = new DomainMetrics(Optional.empty());
  private static final DomainMetrics OF_ADDED = new DomainMetrics(Optional.of("b.example"));

  private static final String PROCESS =
      """
      # TYPE jvm_uptime_seconds gauge
      # HELP jvm_uptime_seconds Displays the time.
      jvm_uptime_seconds{mp_scope="base"} 12.5
      """;
  private static final String FIRST =
      """
      aca_issue_done_total{check="none",mp_scope="application"} 3
      """;
  private static final String ADDED =
      """
      aca_issue_done_total{check="none",domain="b.example",mp_scope="application"} 7
      """;
  private static final String OTHER =
      """
      aca_issue_done_total{check="none",domain="c.example",mp_scope="application"} 9
      """;

  @Test
  void eachShowsItsOwnAndThoseOfTheProcess() {
    String all = PROCESS + ADDED + FIRST + OTHER;
    assertThat(OF_FIRST.of(all)).isEqualTo(PROCESS + FIRST);
    assertThat(OF_ADDED.of(all)).isEqualTo(PROCESS + ADDED);
  }

  @Test
  void keepsTheHeadingOfWhatIsShownOnly() {
    String heading = "# TYPE aca_issue_done_total counter\n";
    String others = "# TYPE aca_clones_total counter\n# HELP aca_clones_total Clones.\n";
    String clones = "aca_clones_total{domain=\"c.example\",mp_scope=\"application\"} 1\n";
    assertThat(OF_ADDED.of(others + clones + heading + OTHER + ADDED)).isEqualTo(heading + ADDED);
    assertThat(OF_FIRST.of(heading + FIRST + others + clones)).isEqualTo(heading + FIRST);
  }

  @Test
  void leavesOutWhatHasNoOwner() {
    assertThat(OF_ADDED.of(FIRST)).isEmpty();
    assertThat(OF_FIRST.of("aca_issue_done_total 3\n")).isEmpty();
    assertThat(OF_FIRST.of("aca_issue_done_total{mp_scope=\"another\"} 3\n")).isEmpty();
  }

  @Test
  void leavesOutPoolsOfDatabases() {
    String pool = "connection_pool_bailiwick_aca_td_2_totalConnection{mp_scope=\"vendor\"} 8\n";
    assertThat(OF_FIRST.of(pool)).isEmpty();
    assertThat(OF_ADDED.of(pool)).isEmpty();
  }

  @Test
  void takesNoValueForALabel() {
    assertThat(
            OF_ADDED.of(
                """
                aca_x{check="a\\",domain=\\"b.example\\",",domain="c.example",mp_scope="application"} 1
                aca_x{check=",mp_scope=\\"base\\"",mp_scope="application"} 1
                """))
        .isEmpty();
  }
}
