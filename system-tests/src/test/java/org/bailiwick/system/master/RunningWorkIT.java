package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new policy ends the step that it forbids, and a reported risk the tokens of its subject, while
 * the agent of the step, {@code openssl s_server}, has the order and does not answer.
 */
class RunningWorkIT {
  private static final String RATES = "fx.rates@1";
  private static final Pattern VERSION = Pattern.compile("\"version\" : ([0-9]+),");

  /** Nodes look at their policies every five seconds; the machine may be busy. */
  private static final Duration TO_THE_POLICY = Duration.ofSeconds(40);

  private static final Duration TO_THE_RISK = Duration.ofSeconds(20);

  private static final String NO_RATES =
      """
      @id("rates-are-closed")
      @reason("rates-closed")
      forbid (principal, action == Bailiwick::Action::"step", resource)
      when { context.capability == "fx.rates@1" };
      """;

  private static final String NO_HIGH_RISK =
      """
      @id("no-high-risk")
      @reason("risk-high")
      forbid (principal is Bailiwick::Agent, action == Bailiwick::Action::"admit", resource)
      when { principal has risk && principal.risk == "high" };
      """;

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final TestLeaf buyer = nodes.partner("buyer");
  private final Path policies = nodes.home().resolve("policy");
  private final Map<String, String> before = new LinkedHashMap<>();
  private SilentAgent silent;

  @BeforeEach
  void start() throws IOException {
    silent = SilentAgent.start(nodes, wire, folder, RATES);
  }

  @AfterEach
  void stop() throws IOException {
    silent.close();
    OperatorCommand.run(nodes, 0, "risks", "clear", Partner.BUYER, "--reason", "the test is over");
    if (!before.isEmpty()) {
      publish(before);
    }
    RunningJobs.awaitEnds();
  }

  @Test
  void whatIsPermittedNoMoreEndsWhileItRuns() throws IOException {
    String token = new Partner(nodes).accessToken(wire);
    String job = job(token);
    silent.receivedToken();
    publishRules();
    theStepEnds(job);
    assertThat(status(job, token)).as("the token is still good").isEqualTo(200);
    report();
    theTokenEnds();
    assertThat(status(job, token)).isEqualTo(401);
    nobodyElseGetsOneUntilTheRiskIsTakenBack();
  }

  private void publishRules() throws IOException {
    for (String action : List.of("step", "admit")) {
      before.put(action, Files.readString(policies.resolve(action + ".cedar")));
    }
    publish(
        Map.of("step", before.get("step") + NO_RATES, "admit", before.get("admit") + NO_HIGH_RISK));
  }

  private void theStepEnds(String job) {
    await("the step ends")
        .atMost(TO_THE_POLICY)
        .untilAsserted(() -> assertThat(state(job)).isEqualTo("cancelled"));
    assertThat(column("select reason from job where job_id = '" + job + "'"))
        .containsExactly("step a: policy-denied: rates-closed");
    assertThat(
            column(
                "select details from audit_entry where event = 'step.decided'"
                    + " and check_name = 'rates-closed'"))
        .isNotEmpty()
        .allMatch(details -> details.contains("rates-are-closed"));
  }

  private int status(String job, String token) {
    return wire.send(Call.get(nodes.master("/v1/jobs/" + job)).bearer(token).as(buyer)).status();
  }

  private void report() {
    String until =
        Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS).toString();
    String[] command = {
      "risks", "report", Partner.BUYER, "--level", "high", "--reason", "unusual calls"
    };
    OperatorCommand.run(
        nodes,
        0,
        Stream.concat(Stream.of(command), Stream.of("--until", until)).toArray(String[]::new));
  }

  private void theTokenEnds() {
    String ends =
        "select e.reason from token_end e, token t where e.jti = t.jti and t.kind = 'access'"
            + " and t.caller = '"
            + Partner.BUYER
            + "' order by e.ended_at desc";
    await("the token ends")
        .atMost(TO_THE_RISK)
        .untilAsserted(() -> assertThat(column(ends)).first().isEqualTo("denied-by-policy"));
  }

  private void nobodyElseGetsOneUntilTheRiskIsTakenBack() {
    Partner partner = new Partner(nodes);
    Call exchange = partner.exchange(Partner.form(partner.grant().compact())).as(buyer);
    assertThat(wire.send(exchange).body()).contains("unauthorized_client");
    assertThat(OperatorCommand.run(nodes, 0, "risks", "list", "--subject", Partner.BUYER))
        .contains("high", "unusual calls", "live");
    OperatorCommand.run(nodes, 0, "risks", "clear", Partner.BUYER, "--reason", "it was a test");
    assertThat(partner.accessToken(wire)).isNotEmpty();
  }

  /** Puts these texts of policies in force, under the next version. */
  private void publish(Map<String, String> texts) throws IOException {
    Path manifest = policies.resolve("manifest.json");
    String text = Files.readString(manifest);
    for (Map.Entry<String, String> each : texts.entrySet()) {
      text =
          text.replaceFirst(
              "(\"" + each.getKey() + ".cedar\" : \")[0-9a-f]{64}",
              "$1" + Sha256.hex(each.getValue()));
      Files.writeString(policies.resolve(each.getKey() + ".cedar"), each.getValue());
    }
    Matcher version = VERSION.matcher(text);
    assertThat(version.find()).isTrue();
    long next = Long.parseLong(version.group(1)) + 1;
    Path written = manifest.resolveSibling("manifest.next");
    Files.writeString(written, version.replaceFirst("\"version\" : " + next + ","));
    Files.move(written, manifest, StandardCopyOption.ATOMIC_MOVE);
  }

  private String job(String token) {
    Call call =
        Call.post(
                nodes.master("/v1/jobs"),
                "{\"purpose\":\"rates\",\"steps\":[{\"id\":\"a\",\"capability\":\""
                    + RATES
                    + "\"}]}")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .bearer(token)
            .as(buyer);
    await("agent known")
        .atMost(Duration.ofSeconds(30))
        .until(() -> wire.send(call).status() == 202);
    return wire.send(call).expecting(202).text("id");
  }

  private static String state(String job) {
    return column("select state from job where job_id = '" + job + "'").getFirst();
  }

  private static List<String> column(String query) {
    return Component.MASTER.column(query);
  }
}
