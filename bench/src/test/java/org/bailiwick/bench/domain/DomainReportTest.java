package org.bailiwick.bench.domain;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class DomainReportTest {
  private static final List<String> LINES =
      List.of(
          "agents=1000 database=h2",
          "system=bailiwick operation=grant round=1 load=full good=9 bad=0 rate=300.00 node-us=2000 database-us=0",
          "system=bailiwick operation=grant round=1 load=half good=9 bad=0 rate=150.00 p50_ms=4.000 p99_ms=9.000",
          "system=keycloak operation=grant round=1 load=full good=9 bad=0 rate=200.00 node-us=3000 database-us=1000",
          "system=bailiwick operation=grant round=2 load=full good=9 bad=0 rate=500.00 node-us=1000 database-us=0",
          "system=bailiwick operation=job-1 round=1 load=full good=9 bad=0 rate=50.00 node-us=9000 database-us=0",
          "listed=1000 ready_s=9.1 known_s=9.3 heap_mb=120.5 resident_mb=600.0 job_ms=12.345",
          "listed=20000 ready_s=9.4 known_s=12.0 heap_mb=150.2 resident_mb=630.0 job_ms=12.400");

  private final DomainReport report = new DomainReport(LINES);

  @Test
  void showsMediansOfTheRounds() {
    assertThat(report.table().lines())
        .startsWith("- agents: 1000", "- database: h2")
        .contains(
            "| bailiwick | grant | 400.0 | 1.500 | 0.000 | - | 4.0 | 9.0 |",
            "| bailiwick | job-1 | 50.0 | 9.000 | 0.000 | - | - | - |",
            "| keycloak | grant | 200.0 | 3.000 | 1.000 | - | - | - |");
  }

  @Test
  void dividesOurFiguresByKeycloaks() {
    assertThat(report.table().lines()).contains("| grant | 2.00 | 0.38 |");
    JsonObject ratio = report.json().getJsonObject("ratios").getJsonObject("grant");
    assertThat(ratio.getJsonNumber("rate").doubleValue()).isEqualTo(2);
    assertThat(ratio.getJsonNumber("processor_time").doubleValue()).isEqualTo(0.375);
  }

  @Test
  void addsTheProxyOfSeveralNodesToTheirProcessorTime() {
    DomainReport behindProxy =
        new DomainReport(
            LINES.stream()
                .map(line -> line.replace("database-us=0", "database-us=0 proxy-us=500"))
                .toList());
    assertThat(behindProxy.table().lines())
        .contains(
            "| bailiwick | grant | 400.0 | 1.500 | 0.000 | 0.500 | 4.0 | 9.0 |",
            "| grant | 2.00 | 0.50 |");
  }

  @Test
  void showsWhatNumbersOfAgentsCost() {
    assertThat(report.table().lines())
        .endsWith(
            "| 1000 | 9.1 | 9.3 | 120.5 | 600.0 | 12.345 |",
            "| 20000 | 9.4 | 12.0 | 150.2 | 630.0 | 12.400 |");
    JsonObject many = report.json().getJsonArray("sizes").getJsonObject(1);
    assertThat(many.getInt("listed")).isEqualTo(20000);
    assertThat(many.getJsonNumber("known_s").doubleValue()).isEqualTo(12);
    assertThat(new DomainReport(LINES.subList(0, 2)).table()).doesNotContain("listed agents");
  }

  @Test
  void comparesNothingWithoutKeycloak() {
    DomainReport alone =
        new DomainReport(LINES.stream().filter(line -> !line.contains("keycloak")).toList());
    assertThat(alone.table()).doesNotContain("Keycloak");
    assertThat(alone.json().getJsonObject("ratios")).isEmpty();
  }

  @Test
  void keepsEveryRoundInTheDocument() {
    JsonObject json = report.json();
    assertThat(json.getJsonObject("run").getString("agents")).isEqualTo("1000");
    JsonObject grant = json.getJsonArray("results").getJsonObject(0);
    assertThat(grant.getString("operation")).isEqualTo("grant");
    assertThat(grant.getJsonNumber("p99_ms").doubleValue()).isEqualTo(9);
    assertThat(grant.getJsonArray("rounds")).hasSize(3);
  }
}
